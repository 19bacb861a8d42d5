import type { Schemas } from '../../api/client';
import { useTitles } from '../../api/titles';
import { DataTable } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { Tag } from '../../components/Tag';
import { useLanguage, useWords } from '../../words/context';
import { longDay } from '../../words/days';
import { PlaceDrawing } from './PlaceDrawing';
import { Organization } from './shared';

export function PlannedWorks({ of }: { of: Schemas['PlannedWorksContent'] }) {
  const { content, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { works: words } = content;
  const { notice } = of;
  const day = (value: string | null | undefined): string | null =>
    value ? longDay(value, language) : null;
  return (
    <>
      {of.joins.length > 0 ? (
        <Panel title={words.joins} flush="flush">
          <DataTable
            caption={words.joins}
            rows={of.joins}
            keyOf={({ organization }) => organization}
            nameOf={({ organization }) => organization}
            columns={[
              {
                id: 'organization',
                title: content.owner,
                kind: 'main',
                cell: ({ organization }) => <Organization id={organization} />,
              },
              { id: 'elements', title: words.elements, cell: ({ elements }) => elements },
              {
                id: 'share',
                title: words.share,
                cell: ({ share_percent }) => (share_percent ? `${share_percent} %` : common.none),
              },
              {
                id: 'status',
                title: content.result,
                cell: ({ status }) => <Tag>{title('JoinStatus', status)}</Tag>,
              },
            ]}
          />
        </Panel>
      ) : null}
      <Panel title={words.notice}>
        <Facts
          of={[
            [content.description, notice.description],
            [content.address, notice.address],
            [content.place, notice.place ? <PlaceDrawing of={notice.place} /> : null],
            [content.startsOn, day(notice.starts_on)],
            [words.duration, notice.duration_days ? words.days(notice.duration_days) : null],
            [words.finalProject, day(notice.final_project_on)],
            [words.financed, notice.publicly_financed ? common.yes : common.no],
            [words.justification, notice.justification],
            [words.spareDuty, of.spare_capacity_duty ? common.yes : null],
            [content.contact, notice.contact],
            [content.startedOn, day(of.started_on)],
            [words.reinstated, day(of.reinstated_on)],
          ]}
        />
      </Panel>
    </>
  );
}
