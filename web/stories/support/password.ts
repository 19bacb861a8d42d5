/** Password of every account of the demo in the stories. */
export const PASSWORD = 'hatang-demo-2026';
