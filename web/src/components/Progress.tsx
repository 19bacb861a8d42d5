/** A bar for a part of a whole. */
export function Progress({ label, fraction }: { label: string; fraction: number }) {
  const percent = Math.round(Math.max(0, Math.min(1, fraction)) * 100);
  return <progress className="progress" aria-label={label} max={100} value={percent} />;
}
