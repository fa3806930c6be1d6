import { providersFromEnv } from 'llm-balancer'
import type { CliContext } from '../cli-context.ts'

/** A provider that a configuration may have, with the names of its variables and never their values. */
export interface FoundProvider {
  readonly name: string
  /** Its settings: `${NAME}` for what is in the environment, else the usual value. */
  readonly settings: Readonly<Record<string, string>>
}

/** The vendors whose keys are in the environment. Values are not looked at: the names stand in their place. */
export function providersInEnvironment(env: CliContext['env']): FoundProvider[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined && env[name] !== '')
  return foundIn(Object.fromEntries(names.map((name) => [name, referenceTo(name)])))
}

/**
 * Every vendor that can be configured by a key, as if its variables were set. Where a vendor has a usual model, it stands there: a
 * reference to a variable that is not set would be a mistake.
 */
export function allProviders(): FoundProvider[] {
  const usual = new Map(
    asIfSet((name) => !name.endsWith('_MODEL')).map((provider) => [provider.name, provider]),
  )
  return asIfSet(() => true).map((provider) => {
    const { name, settings } = usual.get(provider.name) ?? provider
    return { name, settings: onlyNeeded(settings) }
  })
}

function asIfSet(isSet: (variable: string) => boolean): FoundProvider[] {
  const get = (_: object, name: string | symbol): string | undefined =>
    isSet(String(name)) ? referenceTo(String(name)) : undefined
  return foundIn(new Proxy<Record<string, string>>({}, { get }))
}

function foundIn(env: Readonly<Record<string, string>>): FoundProvider[] {
  return providersFromEnv(env).map(({ name, ...settings }) => ({
    name,
    settings: Object.fromEntries(
      Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  }))
}

/** A key and a model; the rest has defaults. */
function onlyNeeded({ apiKey, model, ...others }: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...(apiKey === undefined ? others : { apiKey }),
    ...(model === undefined ? {} : { model }),
  }
}

function referenceTo(name: string): string {
  return `\${${name}}`
}
