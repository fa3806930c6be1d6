import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openaiCompatible } from './index.ts'

describe('openai-compatible conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai-compatible',
    create: (settings) => openaiCompatible({ ...settings, model: 'local-model' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
