// Lets Node's test runner read TypeScript; Node 20 cannot by itself.
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);
