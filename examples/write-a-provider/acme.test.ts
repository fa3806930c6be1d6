import { conformanceCases, readVendorFixtures } from '@llm-balancer/testing/conformance'
import type { VendorFixtures } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { acme } from './index.ts'

type Turn = {
  readonly by: string
  readonly to?: string
  readonly calls?: readonly { readonly id: string; readonly tool: string }[]
}

/** Where Acme has tool calls and their results. */
const readCalls: VendorFixtures['readCalls'] = (body) => {
  const turns = body['turns'] as readonly Turn[]
  return {
    calls: turns.flatMap(({ calls = [] }) =>
      calls.map((call) => ({ id: call.id, name: call.tool, text: JSON.stringify(call) })),
    ),
    results: turns
      .filter(({ by }) => by === 'tool')
      .map((turn) => ({ id: turn.to, name: undefined, text: JSON.stringify(turn) })),
  }
}

describe('acme conforms', () => {
  const recorded = readVendorFixtures('acme', new URL('fixtures/', import.meta.url))
  const cases = conformanceCases({
    fixtures: { ...recorded, readCalls },
    create: (settings) => acme({ ...settings, model: 'acme-1' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
