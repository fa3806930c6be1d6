import { expect, it } from 'vitest'
import type { RequestTokens } from '../run/conversations.ts'
import { PromptCache } from './prompt-cache.ts'

const request = (own: Partial<RequestTokens> = {}): RequestTokens => ({
  inputTokens: 1000,
  outputTokens: 100,
  session: 'a',
  prefixTokens: 0,
  ...own,
})

it('has what was said in a conversation, the answer included, and no more than the prompt begins with', () => {
  const cache = new PromptCache(60_000)
  expect(cache.hit(request({ prefixTokens: 1100 }), 0)).toBe(0)
  cache.remember(request(), 0)
  expect(cache.hit(request({ inputTokens: 1500, prefixTokens: 1100 }), 1)).toBe(1100)
  expect(cache.hit(request({ inputTokens: 3000, prefixTokens: 2900 }), 1)).toBe(1100)
  expect(cache.hit(request({ prefixTokens: 200 }), 1)).toBe(200)
})

it('keeps conversations apart, and nothing of calls that belong to none', () => {
  const cache = new PromptCache(60_000)
  cache.remember(request(), 0)
  cache.remember(request({ session: undefined }), 0)
  expect(cache.hit(request({ session: 'b', prefixTokens: 500 }), 1)).toBe(0)
  expect(cache.hit(request({ session: undefined, prefixTokens: 500 }), 1)).toBe(0)
})

it('forgets a prompt so long after it was last used', () => {
  const cache = new PromptCache(1000)
  const again = request({ prefixTokens: 500 })
  cache.remember(request(), 0)
  cache.remember(request(), 900)
  cache.remember(request({ session: 'b' }), 1000)
  expect(cache.hit(again, 1899)).toBe(500)
  expect(cache.hit(again, 1900)).toBe(0)
  expect(cache.hit(request({ session: 'b', prefixTokens: 500 }), 1900)).toBe(500)
})
