import { estimateTokens } from '@llm-balancer/rate-limit'
import { expect, it } from 'vitest'
import { TextTokens } from './text-tokens.ts'

const text = 'It rains in Oslo, and it will rain tomorrow as well.'

it('the tokens of a text are those that all of its answers have told', () => {
  const tokens = new TextTokens()
  tokens.begin(0)
  tokens.hear({ outputTokens: 9 })
  tokens.begin(20)
  tokens.hear({ outputTokens: 7 })
  expect(tokens.of(text)).toBe(16)
})

it('the tokens of a text are estimated where one of its answers has told nothing', () => {
  const first = new TextTokens()
  first.begin(0)
  first.begin(20)
  first.hear({ outputTokens: 16 })
  expect(first.of(text)).toBe(estimateTokens(text))
  const last = new TextTokens()
  last.begin(0)
  last.hear({ outputTokens: 16 })
  last.begin(20)
  expect(last.of(text)).toBe(estimateTokens(text))
})

it('an answer that has given nothing took nothing of the text', () => {
  const tokens = new TextTokens()
  tokens.begin(0)
  tokens.begin(0)
  tokens.hear({ outputTokens: 16 })
  expect(tokens.of(text)).toBe(16)
})
