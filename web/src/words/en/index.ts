// English: fits the Vietnamese words, or does not compile.
import type { Words } from '..';
import { absences, account, help } from './account';
import { admin } from './admin';
import { cases } from './cases';
import { common } from './common';
import { construction } from './construction';
import { content } from './content';
import { coordinates } from './coordinates';
import { filing } from './filing';
import { filings } from './filings';
import { forms } from './forms';
import { frame } from './frame';
import { inbox } from './inbox';
import { map } from './map';
import { parts } from './parts';
import { planning } from './planning';
import { register } from './register';
import { assetExports, corrections, transfers } from './registry';
import { session } from './session';
import { siting } from './siting';
import { subscriptions } from './subscriptions';
import { work } from './work';

export const en: Words = {
  common,
  frame,
  session,
  inbox,
  work,
  cases,
  content,
  coordinates,
  parts,
  filing,
  filings,
  forms,
  account,
  absences,
  help,
  admin,
  map,
  register,
  corrections,
  transfers,
  assetExports,
  planning,
  subscriptions,
  siting,
  construction,
};
