import type { ChatRequest } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { chatOptionsOf } from './chat-options-of.ts'
import type { CallScope } from './run-options-of.ts'

const registry = { smallestWindow: Infinity, asksForChat: false } as ProviderRegistry
const scope: CallScope = { registry, models: {} }
const asking = (text: string): ChatRequest => ({ messages: [{ role: 'user', content: text }] })
const long = 'The quick brown fox jumps over the lazy dog. '.repeat(40)

it('names the prompt of a conversation that is long enough to be worth going back to', () => {
  expect(chatOptionsOf('generate', {}, [asking(long), scope]).promptKey).toMatch(/-/)
  expect(chatOptionsOf('generate', {}, [asking('Why?'), scope])).not.toHaveProperty('promptKey')
})

it('goes by the tokens that the caller expects, where it says so', () => {
  const told = (input: number) => ({ expectedTokens: { input } })
  expect(chatOptionsOf('generate', told(256), [asking('Why?'), scope]).promptKey).toMatch(/-/)
  expect(chatOptionsOf('generate', told(255), [asking(long), scope])).not.toHaveProperty('promptKey')
})

it('leaves a conversation that has a key of its own under that', () => {
  const options = chatOptionsOf('generate', { affinityKey: 'user 7' }, [asking(long), scope])
  expect(options).toMatchObject({ affinityKey: 'user 7' })
  expect(options).not.toHaveProperty('promptKey')
})

it('asks for what the request takes for granted besides what the call needs', () => {
  const tools = [{ type: 'function', name: 'find', inputSchema: {} }] as const
  const options = chatOptionsOf('stream', { needs: ['eu'] }, [{ ...asking('Why?'), tools }, scope])
  expect(options.needs).toEqual(['tools', 'eu'])
})
