// Texts of a draft as the contract takes them.

type Texts = Readonly<Record<string, string>>;

/** An emptied text is sent, so that an update removes it. */
export const trimmed = <T extends Texts>(texts: T): T =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text.trim().normalize('NFC')]),
  ) as T;

export const applicantOf = (id: string | undefined): { applicant_id?: string } =>
  id ? { applicant_id: id } : {};
