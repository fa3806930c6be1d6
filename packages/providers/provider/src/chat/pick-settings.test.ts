import { describe, expect, it } from 'vitest'
import type { ChatRequest } from './chat-request.ts'
import { collectWarnings } from './collect-warnings.ts'
import { pickSettings } from './pick-settings.ts'

const pick = (
  request: Partial<ChatRequest>,
  refused?: Readonly<Record<string, string>>,
): { readonly picked: object; readonly warnings: readonly unknown[] } => {
  const { warnings, warn } = collectWarnings()
  const names = { temperature: 'temperature', stopSequences: 'stop', reasoning: 'effort' }
  const rules = { names, warn, ...(refused === undefined ? {} : { refused }) }
  return { picked: pickSettings({ messages: [], ...request }, rules), warnings }
}

describe('the settings of a request', () => {
  it('that ask for something are picked by the vendor’s names', () => {
    expect(pick({ temperature: 0, stopSequences: ['.'], reasoning: 'none' })).toEqual({
      picked: { temperature: 0, stop: ['.'], effort: 'none' },
      warnings: [],
    })
    expect(pick({ temperature: undefined, stopSequences: [], reasoning: 'provider-default' })).toEqual({
      picked: {},
      warnings: [],
    })
  })

  it('that the vendor does not have or refuses are left out with a warning', () => {
    expect(pick({ temperature: 1, topK: 3, seed: 0 }, { temperature: 'not while it reasons' })).toEqual({
      picked: {},
      warnings: [
        { type: 'unsupported', feature: 'temperature', details: 'not while it reasons' },
        { type: 'unsupported', feature: 'topK' },
        { type: 'unsupported', feature: 'seed' },
      ],
    })
  })
})
