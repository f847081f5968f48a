/** The one door to the server: JSON calls under /control and the stream of changes. */

const SLOW_MS = 20_000;

/** Sends one call. Resolves to the server's JSON; a failure to reach it becomes {ok: false, error}. */
export async function call(method, path, body) {
  const limit = path.startsWith("host/") ? 180_000 : SLOW_MS;
  try {
    const response = await fetch(`/control/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(limit),
    });
    return await read(response);
  } catch (problem) {
    const late = problem.name === "TimeoutError";
    return { ok: false, offline: !late, error: late ? "The app did not answer in time." : "The sandbox server cannot be reached." };
  }
}

async function read(response) {
  const text = await response.text();
  let data;
  try { data = JSON.parse(text); } catch { data = null; }
  if (data && typeof data === "object") {
    if (!response.ok && data.ok === undefined) data.ok = false;
    return data;
  }
  return { ok: false, error: `The sandbox answered ${response.status} without a readable body.` };
}

export const get = (path, query = {}) => {
  const found = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(found).toString();
  return call("GET", search ? `${path}?${search}` : path);
};

export const post = (path, body) => call("POST", path, body);

/** Calls `changed` at every change and `linked(true|false)` as the stream comes and goes; reconnects by itself. */
export function listen(changed, linked) {
  let wait = 500;
  const open = () => {
    const stream = new EventSource("/control/stream");
    stream.onopen = () => { wait = 500; linked(true); changed(); };
    stream.onmessage = () => changed();
    stream.onerror = () => {
      stream.close();
      linked(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
}
