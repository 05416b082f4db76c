import { useTranslation } from 'react-i18next'
import { FIELD_FLAGS } from '#contract/permission.ts'
import { Checkbox } from '#web/ui/Checkbox.tsx'
import { TextField } from '#web/ui/Field.tsx'
import { Select } from '#web/ui/Select.tsx'
import { FLAGS, HL7_SEGMENTS } from './field.ts'
import { Lines } from './Lines.tsx'
import { type FieldPart, Part } from './Part.tsx'

const ASKED = FLAGS.filter((flag) => !flag.includes('dicom_tag'))
const TAG = FLAGS.filter((flag) => flag.includes('dicom_tag'))
/** Fields are loaded from their one attribute alone. */
const OUTWARD = TAG.filter((flag) => flag !== 'load_dicom_tag')

/** Where a field of studies is asked for, who sees it, and the DICOM attribute and HL7 field that it goes with. */
export function StudySources({ draft, change }: FieldPart) {
  const { t } = useTranslation('fields')
  const boxes = (flags: readonly (typeof FLAGS)[number][]) =>
    flags.map((flag) => (
      <Checkbox
        key={flag}
        checked={draft.flags[flag]}
        onChange={(on) => change({ flags: { ...draft.flags, [flag]: on } })}
      >
        {t(`flag.${flag}`)}
      </Checkbox>
    ))
  return (
    <>
      <Part title={t('asked')}>
        {draft.type !== 'calculated' && <div>{boxes(ASKED)}</div>}
        <Select
          label={t('fieldFlag')}
          value={draft.field_flag}
          onChange={(field_flag) => change({ field_flag })}
          options={[
            { value: '', label: t('fieldFlags.none') },
            ...FIELD_FLAGS.map((value) => ({ value, label: t(`fieldFlags.${value}`) })),
          ]}
        />
      </Part>
      <Part title={t('dicom')}>
        <TextField
          label={t('dicomTag')}
          hint={t('dicomTagHint')}
          className="font-mono"
          value={draft.dicom_tag}
          onChange={(event) => change({ dicom_tag: event.target.value })}
        />
        {(draft.dicom_tag !== '' || draft.other_dicom_tags !== '') && (
          <>
            <Lines
              label={t('otherDicomTags')}
              hint={t('otherDicomTagsHint')}
              least={1}
              className="font-mono"
              value={draft.other_dicom_tags}
              onChange={(other_dicom_tags) => change({ other_dicom_tags })}
            />
            <div>{boxes(draft.dicom_tag === '' ? OUTWARD : TAG)}</div>
          </>
        )}
      </Part>
      <Part title={t('hl7')}>
        <div className="grid grid-cols-4 gap-3 max-md:grid-cols-2">
          <Select
            label={t('hl7Segment')}
            value={draft.hl7_segment}
            onChange={(hl7_segment) => change({ hl7_segment })}
            options={[
              { value: '', label: t('noSegment') },
              ...HL7_SEGMENTS.map((value) => ({ value: String(value), label: value })),
            ]}
          />
          {(['hl7_field', 'hl7_component'] as const).map((name) => (
            <TextField
              key={name}
              label={t(name)}
              type="number"
              min={1}
              max={64}
              value={draft[name]}
              onChange={(event) => change({ [name]: event.target.value })}
            />
          ))}
          <TextField
            label={t('loadHl7')}
            hint={t('loadHl7Hint')}
            value={draft.load_hl7}
            onChange={(event) => change({ load_hl7: event.target.value })}
          />
        </div>
      </Part>
    </>
  )
}
