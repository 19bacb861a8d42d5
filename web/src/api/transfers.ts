// Offers of assets from one owner to another.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas } from './client';

export type Transfer = Schemas['AssetTransfer'];
export type TransferAnswer = 'approve' | 'reject' | 'withdraw';

const PAGE = 50;

export const transferListQuery = (cursor?: string) =>
  queryOptions({
    queryKey: ['asset', 'transfer-list', cursor],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/asset-transfers', {
          params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
  });

export const createTransfer = (body: Schemas['NewAssetTransfer'], key: string): Promise<Transfer> =>
  change('post', '/api/v1/asset-transfers', { key, body });

/** The receiver approves or rejects; the offering owner withdraws. */
export function answerTransfer(id: string, answer: TransferAnswer, key: string): Promise<Transfer> {
  const options = { path: { transfer_id: id }, key };
  switch (answer) {
    case 'approve':
      return change('post', '/api/v1/asset-transfers/{transfer_id}/approve', options);
    case 'reject':
      return change('post', '/api/v1/asset-transfers/{transfer_id}/reject', options);
    case 'withdraw':
      return change('post', '/api/v1/asset-transfers/{transfer_id}/withdraw', options);
  }
}
