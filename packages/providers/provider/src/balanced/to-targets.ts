import type { TargetOptions } from '@llm-balancer/core'
import { checkKnown } from '@llm-balancer/core/options'

/** A model with the settings of a target. */
export interface ModelTarget<Model> extends Omit<TargetOptions<unknown>, 'id' | 'client' | 'model'> {
  /** Names the target in errors, events and metadata. @default `{provider}/{modelId}`, with a number where that is taken */
  readonly id?: string
  readonly model: Model
}

/** A model in a list: by itself, or with the settings of a target. */
export type ModelEntry<Model> = Model | ModelTarget<Model>

/** What an entry may say; the balancer checks the values. */
const targetNames: Readonly<Record<keyof ModelTarget<unknown>, true>> = {
  id: true,
  model: true,
  weight: true,
  priority: true,
  tags: true,
  lacks: true,
  provider: true,
  cost: true,
  contextWindow: true,
  pool: true,
  guards: true,
  timeouts: true,
  maxAttempts: true,
  concurrency: true,
}

/** The names that every model has. */
export type NamedModel = { readonly provider: string; readonly modelId: string }

/**
 * The models of a list as targets. `owner` begins the messages.
 *
 * @throws TypeError for an empty list; what `toClient` throws for an invalid model
 */
export function toTargets<Model extends object, Client extends NamedModel>(
  owner: string,
  entries: readonly ModelEntry<Model>[],
  toClient: (model: Model) => Client,
): TargetOptions<Client>[] {
  if (entries.length === 0) throw new TypeError(`${owner}: "source" must hold at least one model`)
  const taken = new Set<string>()
  return entries.map(describeEntry).map((entry) => {
    const { id, model, ...settings } = entry
    const client = toClient(model)
    const name = id ?? freeName(`${client.provider}/${client.modelId}`, taken)
    checkKnown(`target "${name}"`, entry, Object.keys(targetNames), { hints: { client: 'model' } })
    taken.add(name)
    return { ...settings, id: name, client, model: client.modelId }
  })
}

/** An entry in its long form. */
export function describeEntry<Model extends object>(entry: ModelEntry<Model>): ModelTarget<Model> {
  const isDescribed = typeof entry === 'object' && 'model' in entry && !('modelId' in entry)
  return isDescribed ? entry : { model: entry as Model }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name}#${number}`
  return free
}
