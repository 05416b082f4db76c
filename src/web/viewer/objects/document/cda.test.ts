import { expect, test } from 'vitest'
import { readCda } from './cda.ts'

const CDA = `<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Discharge letter</title>
 <component><structuredBody>
  <component><section><title>Findings</title>
   <text><paragraph>No <content styleCode="Bold">mass</content>.</paragraph>
    <script>alert(1)</script><linkHtml href="javascript:alert(1)">click</linkHtml>
    <table><tbody><tr><th>Size</th><td>4 mm</td></tr></tbody></table></text>
   <component><section><title>Inner</title><text>x</text></section></component>
  </section></component>
 </structuredBody></component></ClinicalDocument>`

test('sections with their titles, text and tables; nothing that acts', () => {
  const document = readCda(CDA)
  expect(document?.title).toBe('Discharge letter')
  const [section] = document?.sections ?? []
  expect(section?.title).toBe('Findings')
  expect(section?.sections[0]?.title).toBe('Inner')
  const names = JSON.stringify(section?.content)
  expect(names).toContain('"name":"table"')
  expect(names).toContain('4 mm')
  expect(names).not.toMatch(/script|href|javascript/)
})

test('what is no CDA is none', () => {
  expect(readCda('<html><body/></html>')).toBeUndefined()
  expect(readCda('%PDF-1.4')).toBeUndefined()
})
