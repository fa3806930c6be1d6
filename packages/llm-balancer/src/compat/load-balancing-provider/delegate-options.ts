import { checkBoolean, checkText, numberWithin } from '@llm-balancer/core/options'
import { readLeniently, readProperty } from '@llm-balancer/core/options'
import type { GenerateChatOptions, LoadBalancerSubProfile, ResolvedSubProfile, SubProfile } from './types.ts'

/** Settings that hold a credential, or say where one is: those of the balancer are no member's. */
const credential = /auth[-_]?(key|token)|api[-_]?key/i

const anyNumber = numberWithin({ min: -Infinity, max: Infinity })
/** The settings that are also in `resolved`. */
const settingTable = { temperature: [anyNumber], maxTokens: [anyNumber], streaming: [checkBoolean] } as const
/** What a member has not, or has empty, stays the caller's. */
const ownTable = { model: [checkText], baseURL: [checkText], authToken: [checkText] } as const

/** True for a member that has all that its provider needs. */
export function isResolvedSubProfile(profile: SubProfile): profile is ResolvedSubProfile {
  const names: readonly (keyof ResolvedSubProfile)[] = ['model', 'ephemeralSettings', 'modelParams']
  return names.every((name) => readProperty(profile, name) !== undefined)
}

/** The request as a member's provider gets it. Neither the caller's request nor the member is changed. */
export function delegateOptions<Content>(
  request: GenerateChatOptions<Content>,
  member: ResolvedSubProfile | LoadBalancerSubProfile,
  shared: Readonly<Record<string, unknown>> = {},
): GenerateChatOptions<Content> {
  const { authToken: _callers, ...callers } = request.resolved ?? {}
  if (!isResolvedSubProfile(member)) {
    const own = readLeniently<object>({ ...member, model: member.modelId }, ownTable)
    return { ...request, resolved: { ...callers, ...own } }
  }
  const balancers = Object.entries(shared).filter(([name]) => !credential.test(name))
  const ephemeralSettings = { ...member.ephemeralSettings, ...Object.fromEntries(balancers) }
  const settings = readLeniently<object>(ephemeralSettings, settingTable)
  return {
    ...request,
    resolved: { ...callers, ...settings, ...readLeniently<object>(member, ownTable) },
    metadata: { ...request.metadata, ephemeralSettings, modelParams: { ...member.modelParams } },
  }
}
