import type { Words } from '..';

export const inbox: Words['inbox'] = {
  title: 'Notifications',
  onlyUnread: 'Unread only',
  empty: 'No notifications yet',
  emptyUnread: 'Nothing unread',
  emptyText: 'Notifications about the cases of your organisation appear here and go out by e-mail.',
  unread: 'New',
  markRead: 'Mark as read',
  openCase: (code) => `Open case ${code}`,
  classes: { legal: 'With legal effect', information: 'For information' },
};
