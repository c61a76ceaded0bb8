// Shows /openapi.json: every operation with its parameters, its answers, and a form to try it. Nothing from elsewhere.

const HIDDEN_HEADERS = new Set(["content-security-policy", "referrer-policy", "x-content-type-options"]);

/** An element with attributes and children; texts are set as texts, never as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function row(kind, ...cells) {
  return element("tr", {}, ...cells.map((cell) => element(kind, {}, cell)));
}

function table(headings, rows) {
  const head = element("thead", {}, row("th", ...headings));
  return element("div", { class: "scroll" }, element("table", {}, head, element("tbody", {}, ...rows)));
}

/** A schema's kind in a few words: `integer 1–1000`, `operating | investment`, `FrameKey`. */
function kindOf(schema = {}) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(" | ");
  if (schema.type === "array") return `lista av ${kindOf(schema.items)}`;
  const bounds = schema.minimum === undefined ? "" : ` ${schema.minimum}–${schema.maximum ?? ""}`;
  return `${schema.type ?? "vad som helst"}${schema.format ? ` (${schema.format})` : ""}${bounds}`;
}

function parameterRow(parameter, inputs) {
  const input = element("input", { "aria-label": parameter.name });
  if (parameter.in === "path") input.value = "stockholm";
  if (parameter.name === "dry_run") input.value = "true"; // recording is what one asks for, never a slip
  if (parameter.example !== undefined) input.placeholder = String(parameter.example);
  inputs.push({ parameter, input });
  const named = element("code", {}, parameter.name + (parameter.required ? " *" : ""));
  const text = element("span", {}, parameter.description ?? "", element("br"), element("code", {}, kindOf(parameter.schema)));
  return row("td", named, text, input);
}

/** The request that a form describes. */
function requestOf(method, path, inputs, body) {
  const url = new URL(path, location.origin);
  const headers = {};
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") url.pathname = url.pathname.replace(`%7B${parameter.name}%7D`, encodeURIComponent(input.value));
    else if (input.value !== "" && parameter.in === "query") url.searchParams.append(parameter.name, input.value);
    else if (input.value !== "") headers[parameter.name] = input.value;
  }
  const token = document.getElementById("token").value;
  if (token && body) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  return [url, { method, headers, body: body ? body.value : undefined, cache: "no-store" }];
}

/** Indented JSON; other texts, and numbers too large for this reader, as they came. */
function shown(text) {
  try {
    return /\d{16}/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function ask(request, output) {
  output.replaceChildren("Frågar …");
  try {
    const response = await fetch(...request);
    const headers = [...response.headers].filter(([name]) => !HIDDEN_HEADERS.has(name));
    output.replaceChildren(
      element("p", {}, element("code", {}, decodeURI(response.url)), " ", element("span", { class: "status" }, String(response.status))),
      element("pre", {}, headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
      element("pre", {}, shown(await response.text())),
    );
  } catch (error) {
    output.replaceChildren(`Servern svarar inte: ${error.message}`);
  }
}

function tryForm(method, path, operation, inputs) {
  const content = operation.requestBody?.content["application/json"];
  const body = content ? element("textarea", { "aria-label": "Innehåll", spellcheck: "false" }) : null;
  if (body) body.value = JSON.stringify(content.example, null, 2);
  const output = element("div", { "aria-live": "polite" });
  const button = element("button", { type: "submit" }, "Prova");
  const form = element("form", {}, body, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(requestOf(method, path, inputs, body), output);
  });
  return element("div", {}, form, output);
}

function answers(responses) {
  const rows = Object.entries(responses).map(([status, response]) => {
    const [content] = Object.values(response.content ?? {});
    const kind = content ? element("code", {}, kindOf(content.schema)) : "";
    return row("td", element("code", {}, status), kind, response.description);
  });
  return element("details", {}, element("summary", {}, "Svar"), table(["Status", "Innehåll", "Betyder"], rows));
}

function operationView(method, path, operation) {
  const inputs = [];
  const rows = (operation.parameters ?? []).map((parameter) => parameterRow(parameter, inputs));
  const summary = element(
    "summary", {},
    element("span", { class: "method" }, method), element("span", { class: "path" }, path),
    element("span", { class: "summary" }, operation.summary ?? ""),
  );
  return element(
    "details", { id: operation.operationId }, summary,
    operation.description ? element("p", {}, operation.description) : null,
    rows.length ? table(["Namn", "Betyder", "Värde"], rows) : null,
    tryForm(method, path, operation, inputs),
    answers(operation.responses),
  );
}

function schemaView(name, schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([field, inner]) =>
    row("td", element("code", {}, field + (required.has(field) ? " *" : "")), element("code", {}, kindOf(inner)), inner.description ?? ""),
  );
  const kinds = schema.enum ? element("p", {}, element("code", {}, kindOf(schema))) : null;
  const fields = rows.length ? table(["Uppgift", "Form", "Betyder"], rows) : null;
  return element("details", { id: name }, element("summary", {}, element("code", {}, name)), element("p", {}, schema.description ?? ""), kinds, fields);
}

async function show() {
  const main = document.getElementById("operations");
  const described = await (await fetch("/openapi.json")).json();
  document.getElementById("description").textContent = described.info.description;
  const found = Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => operationView(method.toUpperCase(), path, operation)),
  );
  main.replaceChildren(...found);
  const schemas = Object.entries(described.components.schemas).map(([name, schema]) => schemaView(name, schema));
  document.getElementById("schemas").append(...schemas);
}

/** `/docs#frames` opens what it names. */
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

addEventListener("hashchange", openNamed);
show().then(openNamed).catch((error) => document.getElementById("operations").replaceChildren(`Beskrivningen går inte att läsa: ${error.message}`));
