import { conformanceCases, readVendorFixtures } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { cerebras } from './index.ts'

describe('cerebras conforms', () => {
  const cases = conformanceCases({
    fixtures: readVendorFixtures('cerebras', new URL('../fixtures/', import.meta.url)),
    create: (settings) => cerebras({ ...settings, model: 'gpt-oss-120b' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
