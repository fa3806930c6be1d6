import { ProviderError, type ChatModel } from '@llm-balancer/provider'

/** Stands where an entry has an embedding model alone. It has its name, and says so if a chat call comes all the same. */
export function noChat(provider: string, modelId: string): ChatModel {
  const failure = (): ProviderError =>
    new ProviderError({
      ...{ provider, modelId },
      kind: 'model-not-found',
      scope: 'request',
      message: 'makes embeddings only',
    })
  return {
    ...{ provider, modelId },
    generate: () => Promise.reject(failure()),
    // oxlint-disable-next-line require-yield -- it fails before it could give anything
    async *stream() {
      await Promise.reject(failure())
    },
  }
}
