import { conformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { google } from './google.ts'

describe('google passes what every adapter has to pass', () => {
  const cases = conformanceCases({
    fixtures: 'google',
    create: (settings) => google({ ...settings, model: 'gemini-3.8-flash' }),
  })
  for (const { name, run } of cases) it(name, () => expect(run()).resolves.toBeUndefined())
})
