/**
 * Rules for the errors of all vendors, read after each vendor's own table and before the bare status. Sources: the error
 * pages of OpenAI, Anthropic, Google, Mistral, Groq, Together, Cohere and OpenRouter, and the texts vLLM, TGI, llama.cpp,
 * xAI and Azure API Management send (late 2026).
 */
import type { FailureKind } from '@llm-balancer/core'
import type { ErrorRule } from './error-rule.ts'
import type { VendorError } from './vendor-error.ts'

/** Statuses whose texts are about the request or the account, not about load. */
const refusals = [400, 402, 403, 413, 422]

/** The table. */
export const commonErrorRules: readonly ErrorRule[] = [
  // Google's, directly, through its compatible endpoint, Vertex or the AI SDK: every exhausted limit is a 429
  // RESOURCE_EXHAUSTED whose text mentions plan and quota; only the id of the limit tells a minute from a day.
  { status: [429], code: /PerDay/, kind: 'quota' },
  { status: [429], message: /spend(ing)? cap|credits are depleted|\blimit: 0\b/i, kind: 'quota' },
  { status: [429], code: /^MODEL_CAPACITY_EXHAUSTED$/, kind: 'overloaded' },
  { status: [429], code: /^RESOURCE_EXHAUSTED$/, kind: 'rate-limit' },
  // Groq's: the request alone exceeds the limit per minute. Waiting never helps, while smaller requests are served as
  // before. That is the same as a full context window: the request goes to targets known to accept more.
  { status: [413], code: /^rate_limit_exceeded$/, kind: 'context-length' },
  // The model's own mistakes, which Groq reports as errors: another attempt may succeed.
  { code: /^(tool_use_failed|json_validate_failed|output_parse_failed)$/, kind: 'invalid-response' },
  {
    code: /^(insufficient_(\w+_)?(quota|balance|credits|funds)|exceeded_current_quota(_error)?|credit_(balance_exhausted|limit)|billing_(error|hard_limit_reached|not_active)|(\w+_)?spend_limit_(exceeded|reached)|(\w+_)?usage_limit_(exceeded|reached)|quota_exceeded)$/i,
    kind: 'quota',
  },
  {
    status: [...refusals, 429],
    message:
      /exceeded your current quota|(spend|spending|credit|usage) limit (has been )?(reached|exceeded)|reached (your|its) [\w ]*(usage|spend|spending|credit) limit|credit balance is too low|(no|insufficient) (prepaid |remaining )?(credits|balance|funds)(?! were)|have any credits|out of (call volume|bandwidth) quota|insufficient_quota/i,
    kind: 'quota',
  },
  { code: /^(context_length_exceeded|context_window_exceeded|request_too_large)$/i, kind: 'context-length' },
  {
    status: refusals,
    message:
      /maximum context length|context (length|window|size)|prompt is too long|input token count|too many (input )?tokens|reduce the length of the|`inputs` tokens|longer than the (model|maximum)|payload size exceeds/i,
    kind: 'context-length',
  },
  {
    code: /^(content_filter|content_policy_violation|ResponsibleAIPolicyViolation|moderation_blocked|safety_violation)$/i,
    kind: 'content-policy',
  },
  {
    status: [400, 403, 422],
    message: /content (management )?policy|usage policy|safety system|\binput was flagged\b/i,
    kind: 'content-policy',
  },
  {
    code: /^(invalid_api_key|incorrect_api_key|invalid_authentication|authentication_error|UNAUTHENTICATED|API_KEY_INVALID)$/i,
    kind: 'auth',
  },
  // xAI and Gemini answer a bad key with a 400 without a code for it.
  {
    status: [400],
    message: /\b(incorrect|invalid) api key\b|\bapi key (is )?(not valid|invalid|expired)\b/i,
    kind: 'auth',
  },
  {
    code: /^(model_(not_found|not_available|decommissioned|not_supported|terms_required)|unknown_model|DeploymentNotFound)$/i,
    status: [400, 404, 410, 422],
    kind: 'model-not-found',
  },
  {
    status: [400, 404],
    message:
      /\b(model|deployment)\b.{0,120}\b(does not exist|not found|not exist|decommissioned|no longer)\b/i,
    kind: 'model-not-found',
  },
  {
    code: /^((server_is_|engine_|model_)?overloaded(_error)?|slow_down|service_unavailable(_error)?|(\w+_)?capacity_(exceeded|exhausted)|NoCapacity|UNAVAILABLE)$/i,
    kind: 'overloaded',
  },
  {
    code: /^(rate_limit(_exceeded|_error|_reached)?|rate_limited|too_many_requests|RESOURCE_EXHAUSTED)$/i,
    kind: 'rate-limit',
  },
  { code: /^(((request|vector_store)_)?timeout|timeout_error|DEADLINE_EXCEEDED)$/i, kind: 'timeout' },
  { code: /^(permissions?_(denied|error)|insufficient_permissions)$/i, kind: 'permission' },
]

/** What a bare status means (RFC 9110; 498 Groq, 499 nginx, 52x Cloudflare, 529 Anthropic). */
export function kindOfStatus(status: number | undefined, error: VendorError): FailureKind {
  if (status === undefined) return 'server'
  if (status === 404) return isAboutParameter(error) ? 'bad-request' : 'model-not-found'
  const known = kindsByStatus.get(status)
  if (known !== undefined) return known
  if (status >= 500) return 'server'
  return status >= 400 ? 'bad-request' : 'invalid-response'
}

const kindsByStatus: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [401, 'auth'],
  [402, 'quota'],
  [403, 'permission'],
  [408, 'timeout'],
  [409, 'server'],
  [410, 'model-not-found'],
  [413, 'context-length'],
  // The model behind the server failed (TGI, Azure's models).
  [424, 'server'],
  [425, 'server'],
  [429, 'rate-limit'],
  [498, 'overloaded'],
  [499, 'aborted'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [522, 'timeout'],
  [524, 'timeout'],
  [529, 'overloaded'],
])

function isAboutParameter({ param }: VendorError): boolean {
  return param !== undefined && param !== 'model'
}
