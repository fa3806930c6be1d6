import { expectTypeOf } from 'vitest'
import {
  ConfigurationError,
  createImageMessage,
  createTextMessage,
  LLMPool,
  ProviderError,
  RateLimitError,
} from '../index.ts'
import type { PoolChatResponse, PoolHealth, PoolProviderStats } from '../index.ts'

// What typed code does with a pool.

const pool = new LLMPool({
  configPath: './config.json',
  timeout: 1,
  maxRetries: 1,
  retryDelay: 1,
  checkInterval: 1,
})

expectTypeOf(
  pool.chat({ messages: [createTextMessage('user', 'Hi')], temperature: 0.7, max_tokens: 1000 }),
).resolves.toEqualTypeOf<PoolChatResponse>()
expectTypeOf(pool.chat({ messages: [createImageMessage('user', 'Hi', 'data:')] })).resolves.toHaveProperty(
  'usage',
)
expectTypeOf(
  pool.chat({ messages: [{ role: 'assistant', content: 'Hi' }] }, { signal: AbortSignal.abort() }),
).resolves.toHaveProperty('content')
expectTypeOf(pool.getPoolHealth()).toEqualTypeOf<PoolHealth>()
expectTypeOf(pool.getProviderStats()).toEqualTypeOf<Record<string, PoolProviderStats>>()

pool
  .on('requestSuccess', ({ provider, attempt }) => {
    expectTypeOf(provider).toEqualTypeOf<string>()
    expectTypeOf(attempt).toEqualTypeOf<number>()
  })
  .once('requestError', ({ error }) => {
    expectTypeOf(error).toEqualTypeOf<string>()
  })
  .on('providersUpdated', (providers) => {
    expectTypeOf(providers.length).toEqualTypeOf<number>()
    // @ts-expect-error a key is never told
    expectTypeOf(providers[0]?.api_key).toEqualTypeOf<string>()
  })
  .on('configChanged', ({ providers }) => {
    expectTypeOf(providers[0]?.name).toEqualTypeOf<string | undefined>()
  })
  .on('error', (error) => {
    expectTypeOf(error).toEqualTypeOf<Error>()
  })
  .on('debug', (message) => {
    expectTypeOf(message).toEqualTypeOf<string>()
  })
// @ts-expect-error there is no such event
pool.on('requestFailed', () => {})

expectTypeOf(new ProviderError('failed', 'a', 500, false)).toExtend<{
  provider: string
  statusCode?: number
  retryable: boolean
}>()
expectTypeOf(new RateLimitError('limited', 'a', 60)).toExtend<{ provider: string; resetTime: number }>()
expectTypeOf(new ConfigurationError('wrong')).toExtend<Error>()
