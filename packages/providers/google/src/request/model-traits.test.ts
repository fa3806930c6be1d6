import { expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'

const older = { signatures: false, combinesTools: false, sampling: true }
const newer = { thinking: 'level', signatures: true, combinesTools: true, penalties: true }

it.each([
  ['gemini-1.5-pro', { ...older, thinking: 'none', penalties: true }],
  ['models/gemini-2.0-flash-001', { ...older, thinking: 'none', penalties: true }],
  ['gemini-2.5-flash', { ...older, thinking: 'budget', leastBudget: 0, penalties: false }],
  ['gemini-2.5-flash-lite', { ...older, thinking: 'budget', leastBudget: 0, penalties: false }],
  ['gemini-2.5-pro', { ...older, thinking: 'budget', leastBudget: 128, penalties: false }],
  ['gemini-3-flash-preview', { ...newer, minimalLevel: true, sampling: true }],
  ['gemini-3.1-pro-preview', { ...newer, minimalLevel: false, sampling: true }],
  ['gemini-3.5-flash', { ...newer, minimalLevel: true, sampling: true }],
  ['gemini-3.5-flash-lite', { ...newer, minimalLevel: true, sampling: true }],
  ['gemini-3.7-flash', { ...newer, minimalLevel: false, sampling: true }],
  ['publishers/google/models/gemini-3.8-flash', { ...newer, minimalLevel: false, sampling: true }],
  ['gemini-4-argon', { ...newer, minimalLevel: false, sampling: false }],
])('%s has the traits of its version and size', (model, traits) => {
  expect(traitsOf(model)).toMatchObject(traits)
})

it.each(['gemini-flash-latest', 'gemini-next'])('"%s" counts as the newest', (model) => {
  expect(traitsOf(model)).toEqual({ ...newer, minimalLevel: false, leastBudget: 0, sampling: true })
})

it.each(['', 'gemma-4-26b-a4b-it', 'tunedModels/mine', 'endpoints/123'])(
  '"%s" is taken to insist on nothing',
  (model) => {
    expect(traitsOf(model)).toMatchObject({ signatures: false, sampling: true, penalties: true })
  },
)

it('has penalties on Vertex AI', () => {
  expect(traitsOf('gemini-2.5-flash', true).penalties).toBe(true)
})
