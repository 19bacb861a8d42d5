// Comparison without accents: `đường` is found by `duong`.

export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toLowerCase();
}

export function contains(text: string, wanted: string): boolean {
  const words = fold(wanted).split(/\s+/).filter(Boolean);
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}
