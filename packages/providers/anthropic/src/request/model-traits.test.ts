import { expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'

const newest = { thinking: 'adaptive', xhigh: true, sampling: false, samplingTogether: false }
const budgeted = {
  thinking: 'budget',
  leastThinking: 'disabled',
  xhigh: false,
  sampling: true,
  forcedTools: true,
}

it.each([
  ['claude-opus-4-1-20250805', { ...budgeted, samplingTogether: true }],
  ['claude-opus-4-20250514', { ...budgeted, samplingTogether: true }],
  ['claude-opus-4-5-20251101', { ...budgeted, samplingTogether: false }],
  ['claude-haiku-4-5@20251001', { ...budgeted, samplingTogether: false }],
  ['claude-sonnet-4-6', { thinking: 'adaptive', leastThinking: 'disabled', xhigh: false, sampling: true }],
  ['claude-opus-4-7', { ...newest, leastThinking: 'disabled', forcedTools: true }],
  ['anthropic.claude-sonnet-5', { ...newest, leastThinking: 'disabled', forcedTools: true }],
  ['claude-haiku-5-5', { ...newest, leastThinking: 'disabled', forcedTools: true }],
  ['claude-sonnet-5-5', { ...newest, leastThinking: 'between_tools', forcedTools: false }],
  ['claude-opus-5-5', { ...newest, leastThinking: 'low-effort', forcedTools: false }],
  ['claude-fable-5', { ...newest, leastThinking: 'low-effort', forcedTools: true }],
  ['claude-mythos-5-1', { ...newest, leastThinking: 'low-effort', forcedTools: false }],
])('%s has the traits of its family and version', (model, traits) => {
  expect(traitsOf(model)).toMatchObject(traits)
})

it.each([
  ['claude-opus-4-7', false],
  ['claude-opus-4-8', true],
  ['claude-opus-5', true],
  ['claude-sonnet-5', false],
  ['claude-haiku-5-5', false],
  ['claude-fable-5', true],
])('%s takes instructions in the middle of a conversation: %s', (model, systemTurns) => {
  expect(traitsOf(model)).toMatchObject({ systemTurns })
})

it.each(['', 'my-claude', 'claude-opus-latest', 'claude-next'])(
  '"%s" is taken to refuse nothing',
  (model) => {
    expect(traitsOf(model)).toEqual({
      thinking: 'adaptive',
      leastThinking: 'disabled',
      xhigh: true,
      sampling: true,
      samplingTogether: true,
      forcedTools: true,
      // Moving them to the start works with every model.
      systemTurns: false,
    })
  },
)
