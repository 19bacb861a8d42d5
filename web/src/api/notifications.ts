import { change, newKey, type Schemas } from './client';

export const markRead = (id: string): Promise<Schemas['Notification']> =>
  change('post', '/api/v1/notifications/{notification_id}/read', {
    path: { notification_id: id },
    key: newKey(),
  });
