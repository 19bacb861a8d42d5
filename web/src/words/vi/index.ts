// Vietnamese: the default language and the truth of the shape. `en` must fit it.
import { absences, account, help } from './account';
import { admin } from './admin';
import { cases } from './cases';
import { common } from './common';
import { construction } from './construction';
import { content } from './content';
import { filing } from './filing';
import { forms } from './forms';
import { frame } from './frame';
import { inbox } from './inbox';
import { map } from './map';
import { parts } from './parts';
import { planning } from './planning';
import { register } from './register';
import { session } from './session';
import { siting } from './siting';
import { work } from './work';

export const vi = {
  common,
  frame,
  session,
  inbox,
  work,
  cases,
  content,
  parts,
  filing,
  forms,
  account,
  absences,
  help,
  admin,
  map,
  register,
  planning,
  siting,
  construction,
};
