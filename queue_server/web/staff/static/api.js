// Requests to the server. Commands are made once per press and may be sent again: the server does them once.

const BASE = "/staff/api";
const TIMEOUT_MS = 6000;
const AGAIN_AFTER_MS = [300, 1000, 2000, 4000];
/** Answers that say nothing about whether the command was done. */
const UNSURE = new Set([0, 502, 503, 504]);

/** An answer that is not a success; `status` 0 means there was none. */
export class Problem extends Error {
  constructor(status, code, retryAfter, details = []) {
    super(code);
    Object.assign(this, { status, code, retryAfter, details });
  }

  /** Whether nobody knows if the command was done: the same command, with the same id, may be sent again. */
  get unsure() {
    return UNSURE.has(this.status);
  }
}

export const get = (path) => request("GET", path);
export const post = (path, body) => request("POST", path, body);
export const remove = (path) => request("DELETE", path);

/** A command with its own id; `deliver` it as often as it takes. */
export function newCommand(path, body = {}) {
  return { path, body: { request_id: randomId(), ...body } };
}

/**
 * Send a command until there is an answer: at most five times, about twenty seconds or more when nobody answers.
 * `onAgain` is called before each repeat. Throws a Problem.
 */
export async function deliver(command, onAgain = () => {}) {
  for (const wait of AGAIN_AFTER_MS) {
    try {
      return await post(command.path, command.body);
    } catch (problem) {
      if (!UNSURE.has(problem.status)) throw problem;
      onAgain();
      await new Promise((done) => setTimeout(done, wait));
    }
  }
  return post(command.path, command.body);
}

async function request(method, path, body) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(BASE + path, {
      method,
      headers: { "X-Paihao-Staff": "1", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      signal: abort.signal,
      credentials: "same-origin",
      cache: "no-store",
    });
    if (answer.status === 204) return null;
    const content = await answer.json();
    if (answer.ok) return content;
    throw new Problem(answer.status, content.error?.code ?? "unknown", Number(answer.headers.get("Retry-After")), content.error?.details);
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, "unreachable", 0);
  } finally {
    clearTimeout(timer);
  }
}

function randomId() {
  // Not randomUUID: browsers offer that only over HTTPS, and a hall's own network seldom has it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
