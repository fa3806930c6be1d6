import { readProperty } from '@llm-balancer/core/options'
import type { GenerateChatOptions, LoadBalancerSubProfile, ResolvedSubProfile } from './types.ts'

/** Settings that hold a credential, or say where one is: those of the balancer are no member's. */
const credential = /auth[-_]?(key|token)|api[-_]?key/i

/** The types of the settings that are also in `resolved`. */
const resolvedSettings = { temperature: 'number', maxTokens: 'number', streaming: 'boolean' } as const

/** True for a member that has all that its provider needs. */
export function isResolvedSubProfile(
  profile: ResolvedSubProfile | LoadBalancerSubProfile,
): profile is ResolvedSubProfile {
  return resolvedNames.every((name) => readProperty(profile, name) !== undefined)
}

/** What a resolved member has beside its name and provider. */
const resolvedNames: readonly (keyof ResolvedSubProfile)[] = ['model', 'ephemeralSettings', 'modelParams']

/** The request as a member's provider gets it. Neither the caller's request nor the member is changed. */
export function delegateOptions<Content>(
  request: GenerateChatOptions<Content>,
  member: ResolvedSubProfile | LoadBalancerSubProfile,
  shared: Readonly<Record<string, unknown>> | undefined,
): GenerateChatOptions<Content> {
  const { authToken: _callers, ...callers } = request.resolved ?? {}
  const { baseURL, authToken } = member
  if (!isResolvedSubProfile(member)) {
    return { ...request, resolved: { ...callers, ...filled({ model: member.modelId, baseURL, authToken }) } }
  }
  const balancers = Object.entries(shared ?? {}).filter(([name]) => !credential.test(name))
  const ephemeralSettings = { ...member.ephemeralSettings, ...Object.fromEntries(balancers) }
  const mapped = Object.entries(resolvedSettings).flatMap(([name, type]) => {
    const value = ephemeralSettings[name]
    return typeof value === type ? [[name, value]] : []
  })
  return {
    ...request,
    resolved: {
      ...callers,
      ...(Object.fromEntries(mapped) as object),
      ...filled({ model: member.model, baseURL, authToken }),
    },
    metadata: { ...request.metadata, ephemeralSettings, modelParams: { ...member.modelParams } },
  }
}

/** What a member has not, or has empty, stays the caller's. */
function filled<Fields extends object>(
  fields: Fields,
): Partial<{ [Name in keyof Fields]: Exclude<Fields[Name], undefined> }> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as never
}
