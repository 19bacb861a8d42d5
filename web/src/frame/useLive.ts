// What the server says while the page is open: notifications, and cases and tasks that changed.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '../api/notifications';

export function useLive(on: boolean): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      on
        ? follow({
            notification: ({ case_id }) => {
              void queries.invalidateQueries({ queryKey: ['notification'] });
              void queries.invalidateQueries({ queryKey: ['task'] });
              if (case_id) void queries.invalidateQueries({ queryKey: ['case', 'one', case_id] });
            },
            changed: ({ kind, id }) => {
              void queries.invalidateQueries({ queryKey: ['task'] });
              if (kind === 'case')
                void queries.invalidateQueries({ queryKey: ['case'], exact: false });
              else void queries.invalidateQueries({ queryKey: ['task', 'case', id] });
            },
          })
        : undefined,
    [queries, on],
  );
}
