import { useState } from 'react';
import { Button } from '../components/Button';
import { usePublicWords } from './words';

interface AddressProps {
  lead?: string;
  of: string;
}

/** An address to paste into another program; copied where the browser allows it. */
export function Address({ lead, of }: AddressProps) {
  const { data: words } = usePublicWords();
  const [copied, setCopied] = useState(false);
  return (
    <div className="address-line">
      {lead ? <span>{lead}</span> : null}
      <code>{of}</code>
      {isSecureContext ? (
        <Button
          look="quiet"
          onClick={() => void navigator.clipboard.writeText(of).then(() => setCopied(true))}
        >
          {copied ? words.copied : words.copy}
          <span className="visually-hidden"> {of}</span>
        </Button>
      ) : null}
      <span role="status" className="visually-hidden">
        {copied ? words.copied : ''}
      </span>
    </div>
  );
}
