import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useWords } from '../words/context';
import { IconButton } from './Button';
import './overlay.css';

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  /** A dialog that demands an answer is not closed by a click beside it. */
  demands?: 'answer';
  children: ReactNode;
}

export function Dialog({ title, open, onClose, demands, children }: DialogProps) {
  const { common } = useWords();
  return (
    <ModalOverlay
      className="scrim"
      isOpen={open}
      isDismissable={demands !== 'answer'}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className="modal">
        <AriaDialog className="dialog" role={demands ? 'alertdialog' : 'dialog'}>
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label={common.close} onClick={onClose} />
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
