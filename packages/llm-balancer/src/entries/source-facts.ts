import type { ProviderDescription } from './provider-config.ts'
import type { SpaceMember } from './provider-group.ts'
import { isGroup, type ProviderSource } from './provider-source.ts'

/** The models that a source serves, those for vectors included: of a group those of all its providers. */
export function modelsOf(source: ProviderSource): readonly string[] {
  const { members } = source
  if (isGroup(members)) return members.models()
  return members
    .slice(0, 1)
    .flatMap(({ model, embedding }) => [
      model.modelId,
      ...(embedding === undefined ? [] : [embedding.modelId]),
    ])
}

/** Its embedding model, with the space of its vectors; of a group, when all of its providers make vectors of one space. */
export function embeddingOf(source: ProviderSource): SpaceMember | undefined {
  const { members, settings } = source
  if (isGroup(members)) return sharedSpace(members.embeddings())
  const embedding = members[0]?.embedding
  return embedding === undefined
    ? undefined
    : { embedding, space: settings.embeddingSpace ?? embedding.modelId }
}

function sharedSpace(embeddings: readonly (SpaceMember | undefined)[]): SpaceMember | undefined {
  const [first] = embeddings
  return embeddings.every((one) => one !== undefined && one.space === first?.space) ? first : undefined
}

/** What may be shown of it: no secret. */
export function describeSource(source: ProviderSource): ProviderDescription {
  const { members, settings } = source
  const { cost, lacks, timeouts, circuitBreaker: _, guards: _guards, ...given } = settings
  const { defaults: _defaults, ...others } = given
  const model = isGroup(members) ? undefined : members[0]?.model
  const embedding = isGroup(members) ? undefined : embeddingOf(source)
  return {
    ...{ weight: 1, priority: 0 },
    ...others,
    ...(cost === undefined ? {} : { cost: { ...cost } }),
    ...(lacks === undefined ? {} : { lacks: [...lacks] }),
    ...(timeouts === undefined ? {} : { timeouts: { ...timeouts } }),
    name: source.name,
    vendor: model?.provider ?? 'group',
    model: model?.modelId ?? (isGroup(members) ? members.names() : []).join('|'),
    ...(embedding === undefined
      ? {}
      : { embeddingModel: embedding.embedding.modelId, embeddingSpace: embedding.space }),
    tags: [...(settings.tags ?? [])],
  }
}
