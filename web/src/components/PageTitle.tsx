import { useQuery } from '@tanstack/react-query';
import { notificationsQuery } from '../api/session';
import { useWords } from '../words/context';

/** Title of the page in the window, after the number of unread notifications. Asks for nothing. */
export function PageTitle({ of }: { of: string }) {
  const { common } = useWords();
  const { data } = useQuery({ ...notificationsQuery(true), enabled: false });
  const unread = data?.unread ?? 0;
  const title = `${of} – ${common.product}`;
  return <title>{unread > 0 ? `(${unread}) ${title}` : title}</title>;
}
