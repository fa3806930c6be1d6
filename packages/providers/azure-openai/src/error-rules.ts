/**
 * Azure OpenAI's errors beyond the common ones, which know its content filter, `DeploymentNotFound` and `NoCapacity` (its
 * reference and troubleshooting pages, late 2026).
 */
import type { ErrorRule } from '@llm-balancer/provider'

/** The rules, in the order in which they are tried. */
export const azureErrorRules: readonly ErrorRule[] = [
  // The region's capacity, not the deployment's limit.
  { status: [429], message: /high demand/i, kind: 'overloaded' },
  // A principal without the role is a 401 here; the text about a resource blocked for abuse mentions the content policy.
  { code: /^PermissionDenied$/i, kind: 'permission' },
  { status: [403], message: /temporarily blocked/i, kind: 'permission' },
  // The deployment exists, but its model does not support the operation.
  { code: /^OperationNotSupported$/, kind: 'model-not-found' },
]
