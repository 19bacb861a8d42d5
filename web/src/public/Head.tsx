import { Button } from '../components/Button';
import { PageTitle } from '../components/PageTitle';
import { useWords } from '../words/context';

/** Title of a public page, one sentence about it, and the button that prints it. */
export function Head({ title, lead }: { title: string; lead: string }) {
  const { common } = useWords();
  return (
    <div className="page-head">
      <PageTitle of={title} />
      <div>
        <h1>{title}</h1>
        <p>{lead}</p>
      </div>
      <div className="button-row screen-only">
        <Button icon="print" onClick={() => window.print()}>
          {common.print}
        </Button>
      </div>
    </div>
  );
}
