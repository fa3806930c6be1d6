import type { ErrorRule } from './error-rule.ts'
import { lengthRules } from './length-rules.ts'
import { quotaRules } from './quota-rules.ts'
import { stateRules } from './state-rules.ts'

/**
 * What the errors of all vendors mean, read before the bare status; an adapter's own table comes before this one. Sources: the
 * error pages of OpenAI, Anthropic, Google, AWS, Mistral, Groq, Together, Cohere and OpenRouter, and the texts that vLLM, TGI,
 * llama.cpp, LM Studio, xAI, Azure API Management and others send (late 2026).
 */

/** The target has no such model, or cannot run it now. Texts that say so come before those about content: names of models hold all kinds of words. */
const missingModels: readonly ErrorRule[] = [
  // A host of one's own that cannot run its model now (LM Studio, vLLM, llama.cpp).
  {
    status: [400, 404, 409, 412],
    message:
      /failed to load (the )?model|no models? (is |are )?loaded|model (is |was |has )?(not loaded|unloaded|loading|crashed)|out of memory\b|cuda error/i,
    kind: 'server',
  },
  {
    code: /^(model_?not_?(found|available|supported|exist)(_?error)?|model_(decommissioned|terms_required|does_not_exist)|(unknown|invalid|unsupported)_model|DeploymentNotFound|OperationNotSupported)$/i,
    status: [400, 403, 404, 410, 422],
    kind: 'model-not-found',
  },
  // The model itself, and nothing that belongs to it, is what does not exist.
  {
    status: [400, 404],
    message:
      /(?<!\b(for|of|in|by|with|from|to) ((this|the|that|your) )?)\b(model|deployment):?\s+(with (name|id) )?(["'`][^"'`]{1,120}["'`]:?\s+|[^\s"'`]{1,120}\s+)?((does not|do not|doesn't|not) exist|((was|is|are|has been) )?(not (found|available|supported|servable|ready for serving)|decommissioned|deprecated|no longer))\b/i,
    kind: 'model-not-found',
  },
  {
    status: [400, 404],
    message:
      /\b(unknown|invalid|unrecognized|unsupported) model( id| name| identifier)?\s*(["'`:=.,(]|$)|not a valid model\b|model identifier is invalid|unable to access model|no endpoints found for|existing deployment to match|\bmodels\/\S+ is not found|could not resolve the foundation model|not servable in region|invalid model name passed in|(^|: )no such model\b|on-demand throughput isn/i,
    kind: 'model-not-found',
  },
  { status: [404], code: /^not_found_error$/, message: /^model\b/, kind: 'model-not-found' },
]

/** What the prompt or the answer says was refused. */
const policies: readonly ErrorRule[] = [
  {
    code: /^(content_(filter|blocked)|content_policy_violation|invalid_prompt|\w+_policy(_violation)?|ResponsibleAIPolicyViolation|moderation_blocked|safety_violation|hooks_failed|data_?inspection_?failed)$/i,
    kind: 'content-policy',
  },
  {
    status: [400, 403, 422, 498],
    message:
      /content ((management|filtering|safety) )?policy|usage (policy|guidelines)|safety (system|check)|\binput was flagged\b|prompt injection|jailbreak|content exists risk|inappropriate content|deny-?listed/i,
    kind: 'content-policy',
  },
  // Names of models and settings hold these words too: only a verb of refusal beside them says that it was the content.
  {
    status: [400, 403, 422, 446, 498],
    message:
      /\b(guardrails?|moderation)\b[^]{0,60}\b(blocked|flagged|violat\w*|failed|triggered|rejected|refused|intervened|denied|tripped)\b|\b(blocked|flagged|violat\w*|rejected|refused|denied|stopped|caught|tripped)\b[^]{0,60}\b(guardrails?|moderation)\b/i,
    kind: 'content-policy',
  },
  // Zhipu's code of content that it calls sensitive.
  { status: [400], code: /^1301$/, kind: 'content-policy' },
  { status: [446, 451], kind: 'content-policy' },
]

/** The key or its account may not. */
const keys: readonly ErrorRule[] = [
  {
    code: /^(invalid_api_key|incorrect_api_key|wrong_api_key|invalid_authentication|authentication_error|UNAUTHENTICATED|API_KEY_INVALID|account_deactivated|(UnrecognizedClient|ExpiredToken|InvalidSignature)(Exception)?)$/i,
    kind: 'auth',
  },
  // xAI and Gemini answer a bad key with a 400 without a code for it.
  {
    status: [400],
    message: /\b(incorrect|invalid) api key\b|\bapi key (is )?(not (valid|found)|invalid|expired)\b/i,
    kind: 'auth',
  },
  {
    code: /^(permissions?_?denied|permissions_error|permission_error|insufficient_permissions|organization_restricted|AccessDeniedException)$/i,
    kind: 'permission',
  },
  // Other models of the account are served as before.
  {
    status: [400, 403, 404],
    message: /\b(organization|account|project)\b.{0,40}\bmust be verified\b/i,
    kind: 'permission',
    scope: 'target',
  },
  { status: [400, 403], message: /\bcredential is only authorized\b/i, kind: 'permission' },
  {
    status: [400, 403, 412],
    message:
      /\b(organization|account|project|workspace|team|resource)\b.{0,40}\b(is|was|has been) (temporarily )?(disabled|suspended|deactivated|restricted|banned|blocked)\b|location is not supported|free tier is not available/i,
    kind: 'permission',
  },
]

/** The target's own faults: its model, its host, its load. */
const targets: readonly ErrorRule[] = [
  // The model's own mistakes, which Groq reports as errors: another attempt may succeed.
  { code: /^(tool_use_failed|json_validate_failed|output_parse_failed)$/, kind: 'invalid-response' },
  { status: [400, 404, 422], param: /^model$/, kind: 'model-not-found' },
  {
    code: /^((server_is_|engine_|model_)?overloaded(_error)?|slow_down|service_unavailable(_error)?|(\w+_)?capacity_(exceeded|exhausted)|queue_exceeded|NoCapacity|UNAVAILABLE|ModelNotReadyException|ServiceUnavailable(Exception)?)$/i,
    kind: 'overloaded',
  },
  {
    status: [400, 429, 500, 502],
    message:
      /\boverloaded\b|\b(at|over|no|insufficient|out of|tier) capacity\b|not ready yet|high demand|(server|system) is (too )?busy/i,
    kind: 'overloaded',
  },
  // The limit of the server behind a gateway, not of the key: other models are served as before.
  { status: [429], message: /provider returned error/i, kind: 'overloaded' },
  {
    code: /^(rate_limit(_exceeded|_error|_reached)?|rate_limited|RateLimitReached|too_many_requests(_error)?|RESOURCE_EXHAUSTED|(request|token)_quota_exceeded|(Throttling|TooManyRequests)(Exception)?)$/i,
    kind: 'rate-limit',
  },
  { status: [400, 403], message: /\brate[- ]limit(ed)?\b|too many requests/i, kind: 'rate-limit' },
  {
    code: /^(((request|vector_store)_)?timeout|timeout_error|DEADLINE_EXCEEDED|ModelTimeoutException)$/i,
    kind: 'timeout',
  },
]

/** Refusals whose words say that the request is at fault: no other target is asked. */
const requests: readonly ErrorRule[] = [
  {
    status: [400, 403, 404],
    message:
      /^(?!\s*(<|file not found))[^]*\b(file|image|document|container|thread|skill|tool|item|response|batch|cached ?content)\b.{0,120}\b(not found|not exist|no longer)\b/i,
    kind: 'bad-request',
  },
  {
    code: /^(unsupported|invalid|missing_required|unknown)_(value|type|parameter|arguments?|json|image\w*|file\w*|function_\w+|request_message_\w+)$|_(above|below)_(max|min)\w*$/i,
    status: [400, 404],
    kind: 'bad-request',
  },
  // What validators say, with the name of a field or without.
  {
    status: [400],
    message:
      /^['"`]?(messages|input|contents|tools|tool_choice|system|max_\w*tokens|temperature|top_[pk]|stop\w*|thinking|metadata|response_format)\b[\w.[\]]*['"`]?\s*:|validation (error|failed)|\bfield required\b|not permitted|unsupported (value|parameter)|invalid (value at|json)|malformed (input|request)|\bmust (be (one of|at (least|most)|an? |of type|<|>|less|greater|between|non-|specified|followed)|alternate)|expected last role/i,
    kind: 'bad-request',
  },
  { status: [400, 404], param: /^(?!model$)/, kind: 'bad-request' },
]

/** A text about tokens that is not about the length of the request. */
const rateLimitsOfTokens: readonly ErrorRule[] = [
  { message: /\btoo many tokens, please wait\b/i, kind: 'rate-limit' },
]

/** The table: the first row that fits decides. */
export const commonErrorRules: readonly ErrorRule[] = [
  ...quotaRules,
  ...rateLimitsOfTokens,
  ...lengthRules,
  ...keys,
  ...missingModels,
  ...policies,
  ...stateRules,
  ...targets,
  ...requests,
]
