import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { anthropic } from './anthropic.ts'

describe('anthropic passes what every adapter has to pass', () => {
  const cases = conformanceCases({
    fixtures: 'anthropic',
    create: (settings) => anthropic({ ...settings, model: 'claude-sonnet-5-5' }),
  })
  for (const { name, run } of cases) it(name, () => expect(run()).resolves.toBeUndefined())
})
