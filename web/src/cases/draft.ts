// Drafts of forms; other features keep theirs in the same way.
export { type Draft, useDraft } from '../session/draft';
