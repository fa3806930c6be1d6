import { expect, it } from 'vitest'
import { vendorWord } from './vendor-word.ts'

it.each([
  ['azure', 'azure-openai'],
  ['claude', 'anthropic'],
  ['cohere_chat', 'cohere'],
  ['gemini', 'google'],
  ['grok', 'xai'],
  ['together_ai', 'together'],
  ['togetherai', 'together'],
  ['openai', 'openai'],
  ['toString', 'toString'],
])('%s is %s', (word, vendor) => {
  expect(vendorWord(word)).toBe(vendor)
})
