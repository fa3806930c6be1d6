import type { ChatModel, ChatResponse } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import type { ObjectSchema } from './object-schema.ts'
import { readObject } from './read-object.ts'

const any: ObjectSchema = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
}
const read = (text: string): Promise<unknown> =>
  readObject({ text } as ChatResponse, any, { provider: 'p', modelId: 'm' } as ChatModel)

it.each(['{"a":1}', ' \n{"a":1} \n', '```json\n{"a":1}\n```', ' ```\n{"a":1}\n``` \n'])(
  'an object is read from %j',
  async (text) => {
    expect(await read(text)).toEqual({ a: 1 })
  },
)

it.each(['```json\n{"a":1}', 'Here:\n{"a":1}\n```', '```{"a":1}```', 'none'])(
  'no object is read from %j',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ kind: 'invalid-response' })
  },
)
