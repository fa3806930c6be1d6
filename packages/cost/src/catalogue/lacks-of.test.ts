import { expect, it } from 'vitest'
import { lacksOf } from './lacks-of.ts'

it('names what a model is known not to do', () => {
  const capabilities = { tools: false, images: false, jsonSchema: false, reasoning: false }
  expect(lacksOf({ capabilities })).toEqual(['tools', 'images', 'json-schema', 'reasoning'])
  expect(lacksOf({ capabilities: { ...capabilities, tools: true, images: undefined } })).toEqual([
    'json-schema',
    'reasoning',
  ])
})

it('says nothing of what is not known', () => {
  expect([lacksOf(undefined), lacksOf({}), lacksOf({ capabilities: {} })]).toEqual([[], [], []])
})
