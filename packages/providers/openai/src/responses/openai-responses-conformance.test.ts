import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openaiResponses } from './index.ts'

describe('openaiResponses conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai-responses',
    create: (settings) => openaiResponses({ ...settings, model: 'gpt-5.4-mini' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
