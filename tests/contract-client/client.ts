// A client that is compiled and never run: it compiles only if the contract has all types. Each
// line that must not compile has a mark. The compiler reports a mark without an error, so a type
// that becomes too wide is found as well.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

type Schemas = components["schemas"];

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8080" });

export async function logIn(email: string, password: string): Promise<string> {
  const { data, error } = await client.POST("/api/v1/auth/login", { body: { email, password } });
  if (error) throw new Error(error.title);
  return data.access_token;
}

export async function assetsNear(near: string): Promise<Schemas["Geometry"][]> {
  const lifecycle: Schemas["AssetLifecycle"][] = ["in_service", "planned"];
  const query = { near, within_m: 150, lifecycle, sort: "code" } as const;
  const { data } = await client.GET("/api/v1/assets", { params: { query } });
  // @ts-expect-error: the sort order has a closed list
  await client.GET("/api/v1/assets", { params: { query: { sort: "colour" } } });
  return data?.items.map((asset) => asset.geometry) ?? [];
}

export async function createPole(code: string): Promise<string | undefined> {
  const body: Schemas["NewAsset"] = {
    code,
    kind: "pole",
    geometry: { type: "Point", coordinates: [107.08, 20.95] },
    attributes: { height_m: 12, material: "concrete" },
    visibility: "operators",
    confidence: "B",
  };
  // @ts-expect-error: an accuracy class is A, B, C or D
  const unsure: Schemas["NewAsset"] = { ...body, confidence: "E" };
  const { data } = await client.POST("/api/v1/assets", { body: unsure });
  return data?.grade;
}

export async function moveAsset(asset_id: string, version: number): Promise<Schemas["AssetLifecycle"] | undefined> {
  const { data } = await client.PATCH("/api/v1/assets/{asset_id}", {
    params: { path: { asset_id }, header: { "If-Match": `"${version}"` } },
    body: { attributes: { height_m: null }, address: null, reason: "Khảo sát" },
  });
  return data?.lifecycle;
}

export async function versions(asset_id: string): Promise<string[]> {
  const { data } = await client.GET("/api/v1/assets/{asset_id}/versions", { params: { path: { asset_id } } });
  return data?.items.flatMap((version) => Object.keys(version.asset.capacity)) ?? [];
}

export async function titles(kind: Schemas["CaseKind"]): Promise<string[]> {
  const { data } = await client.GET("/api/v1/cases", { params: { query: { kind: [kind], overdue: true } } });
  const decided = data?.items.filter((one) => one.decision === "granted" && one.decision_mode === "deemed");
  return decided?.map((one) => `${one.title} (${one.owner?.name ?? "-"})`) ?? [];
}

/** The purpose of a case. The members of its content distinguish the kinds. */
export function purpose(content: Schemas["CaseContent"]): string {
  if ("request" in content) return content.request.purpose;
  if ("application" in content) return content.application.plan_reference ?? content.application.purpose;
  if ("works" in content) return content.works.description;
  if ("notice" in content) return content.notice.contact;
  if ("claim" in content) return content.ruling?.verdict ?? content.claim.remedy;
  if ("inquiry" in content) return content.inquiry.purpose;
  return content.campaign.streets.map((street) => street.name).join(", ");
}

export async function refuse(case_id: string, version: number): Promise<Schemas["CasePhase"] | undefined> {
  const { data, error } = await client.POST("/api/v1/cases/{case_id}/actions/{action}", {
    params: { path: { case_id, action: "refuse" }, header: { "If-Match": `"${version}"` } },
    body: { data: { reasons: [{ code: "NO_SPACE", explanation: "Hết vị trí", evidence: {} }] } },
  });
  error?.errors?.forEach((one) => console.log(one.pointer, one.code, Object.values(one.params)));
  return data?.phase;
}

/** The roles that acted in a case. The member `event` distinguishes the kinds of event. */
export async function signatures(case_id: string): Promise<string[]> {
  const { data } = await client.GET("/api/v1/cases/{case_id}/history", { params: { path: { case_id } } });
  const events = data?.items.flatMap((entry) => entry.events) ?? [];
  return events.flatMap((event) => {
    if (event.event !== "taken") return [];
    return event.signature.by === "person" ? [event.signature.place.role] : ["hatang"];
  });
}

export async function fileRequest(asset_id: string): Promise<string | undefined> {
  const body: Schemas["NewSharingRequest"] = {
    title: "Tuyến cáp",
    elements: [{ asset_id, units: [{ unit: "attachment_position", quantity: 1 }] }],
    equipment: { description: "Cáp quang", weight_kg: 2.5 },
  };
  // @ts-expect-error: a request has no other members
  const misspelt: Schemas["NewSharingRequest"] = { ...body, titel: "Tuyến cáp" };
  const { data } = await client.POST("/api/v1/sharing-requests", { body: misspelt });
  return data?.id;
}

export async function ductPath(from: Schemas["Point"], to: Schemas["Point"]): Promise<number | undefined> {
  const body: Schemas["DuctPathQuery"] = { from, to, objective: "fewest_owners" };
  const { data } = await client.POST("/api/v1/planning/duct-path", { body });
  if (data?.ended_because === "no_connection") return undefined;
  return data?.items[0]?.length_m;
}

export async function addOperator(name_vi: string): Promise<Schemas["OrganizationKind"] | undefined> {
  const { data } = await client.POST("/api/v1/organizations", { body: { name_vi, kind: "operator", locale: "vi" } });
  return data?.kind;
}

export async function openTasks(): Promise<Schemas["Role"][]> {
  const { data } = await client.GET("/api/v1/tasks", { params: { query: { mine: true } } });
  return data?.items.filter((task) => task.kind === "turn" && task.status === "open").flatMap((task) => task.roles) ?? [];
}

export async function duplicates(): Promise<string[]> {
  const query = { code: "duplicate_place", status: "open" } as const;
  const { data } = await client.GET("/api/v1/quality/issues", { params: { query } });
  return data?.items.filter((issue) => issue.severity === "error").map((issue) => issue.explanation) ?? [];
}

export async function download(export_id: string): Promise<Blob | undefined> {
  const { data } = await client.GET("/api/v1/exports/{export_id}/file", {
    params: { path: { export_id } },
    parseAs: "blob",
  });
  return data as Blob | undefined;
}
