/** A title as it stands inside a sentence: "10 ngày làm việc"; abbreviations stay as they are. */
export function inSentence(title: string): string {
  const [first = '', second = ''] = title;
  const abbreviated =
    second !== '' && second === second.toUpperCase() && second !== second.toLowerCase();
  return abbreviated ? title : first.toLowerCase() + title.slice(1);
}
