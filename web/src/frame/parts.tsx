// What stands around every page, inside and in public.
import { serverNow } from '../api/clock';
import type { Meta } from '../api/shapes';
import { Icon } from '../components/Icon';
import { usePrinting } from '../components/usePrinting';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';

/** Name of the installation, once it is known. */
export function useInstallation(meta: Meta | undefined): string {
  const { common } = useWords();
  const language = useLanguage();
  return meta ? (language === 'vi' ? meta.name_vi : meta.name_en) : common.product;
}

/** Opens and closes the menu on narrow screens. */
export function MenuToggle({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { frame } = useWords();
  return (
    <button
      type="button"
      className="button quiet menu-toggle"
      aria-expanded={open}
      aria-controls="main-menu"
      onClick={onToggle}
    >
      <Icon name="menu" />
      <span className="menu-word">{frame.menu}</span>
    </button>
  );
}

interface PrintHeadProps {
  meta: Meta | undefined;
  /** Read while printing only: the address and the title change with every page. */
  page: () => string;
}

export function PrintHead({ meta, page }: PrintHeadProps) {
  const { common } = useWords();
  const name = useInstallation(meta);
  const printing = usePrinting();
  return (
    <div className="print-head print-only">
      <div>
        <span>{name}</span>
        {printing ? <span>{page()}</span> : null}
        <span>{common.printed(moment(new Date(serverNow()).toISOString()))}</span>
      </div>
    </div>
  );
}

/** Where people find help, and the version of the server. */
export function FootEnd({ meta }: { meta: Meta | undefined }) {
  const { common, frame } = useWords();
  return (
    <>
      {meta?.help_contact ? (
        <span>
          {frame.contact}: {meta.help_contact}
        </span>
      ) : null}
      {meta ? <span className="foot-end">{common.version(meta.version)}</span> : null}
    </>
  );
}
