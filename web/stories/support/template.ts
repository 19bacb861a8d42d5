// Before the first story: the demo that every story copies. No story's time limit counts it.
import { layTemplate } from './server';

export default layTemplate;
