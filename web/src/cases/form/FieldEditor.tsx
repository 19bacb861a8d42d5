// The editor of a field: one for each shape of the contract. A shape without one does not compile.
import type { ComponentType } from 'react';
import type { FieldShape } from '../../api/shapes';
import { SitingApplication, Works } from './applications';
import { CodedReasons } from './CodedReasons';
import { Documents, Photos } from './Documents';
import type { EditorProps } from './editor';
import { Capacity, Gaps, MakeReady, TagNumbers } from './lists';
import { Agencies, OneAsset, OneOrganization } from './pickers';
import { SharingRequest } from './SharingRequest';
import { Scalar } from './scalars';

const EDITORS: Readonly<Record<FieldShape, ComponentType<EditorProps>>> = {
  agency: Agencies,
  asset: OneAsset,
  authority: OneOrganization,
  capacity: Capacity,
  coded_reason: CodedReasons,
  document: Documents,
  gap: Gaps,
  make_ready: MakeReady,
  organization: OneOrganization,
  photo: Photos,
  sharing_request: SharingRequest,
  siting_application: SitingApplication,
  tag_number: TagNumbers,
  works: Works,
};

export function FieldEditor(props: EditorProps) {
  const Editor = props.field.of ? EDITORS[props.field.of] : Scalar;
  return <Editor {...props} />;
}
