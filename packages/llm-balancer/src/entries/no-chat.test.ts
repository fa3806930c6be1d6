import { expect, it } from 'vitest'
import { noChat } from './no-chat.ts'

it('a model that makes embeddings alone refuses chats, whole and streamed', async () => {
  const model = noChat('acme', 'e')
  expect(model).toMatchObject({ provider: 'acme', modelId: 'e' })
  const failure = {
    ...{ provider: 'acme', modelId: 'e', kind: 'model-not-found', scope: 'request' },
    message: expect.stringContaining('makes embeddings only') as string,
  }
  await expect(model.generate({ messages: [] })).rejects.toMatchObject(failure)
  const stream = async (): Promise<void> => {
    for await (const _ of model.stream({ messages: [] }));
  }
  await expect(stream()).rejects.toMatchObject(failure)
})
