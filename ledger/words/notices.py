"""The closed list of warnings: what is noticed when a fact is recorded, and never blocks it."""

from typing import Final

WARNINGS: Final[dict[str, str]] = {
    "decision-perhaps-recorded": (
        "Beslutet kan vara registrerat redan: posten {entry_position} säger {what}, och det enda som skiljer är "
        "{differs}. Är det samma beslut ska den posten rättas i stället; är båda redan registrerade tas den ena "
        "tillbaka med en rättelse. Annars står det två gånger."
    ),
    "decision-changes-frame-again": (
        "{frame}: samma beslut ({decision}) ändrar redan ramen, i posten {entry_position}. Är det samma ändring ska "
        "den posten rättas i stället; är båda redan registrerade tas den ena tillbaka med en rättelse."
    ),
    "frame-set-and-changed": (
        "{frame}: samma beslut sätter ramen till {set} netto och ändrar den med {change} (se posten {entry_position}); "
        "den blir {becomes}. Kontrollera om ändringen redan ingår i beloppet."
    ),
    "swallowed": (
        "Beslutet räknas före det som senast satte ramen ({set_day}, position {set_position}) och ändrar därför "
        "inte ramen {frame} därefter."
    ),
    "swallows-waiting": (
        "{frame}: fastställandet ersätter också beslutet {day} (position {waiting_position}), som väntar på villkoret "
        "{condition}: det ändrar inte ramen när villkoret uppfylls."
    ),
    "undated-set-replaces": (
        "{frame}: beslutsdagen är inte känd, så posten räknas som beslutad {latest} och ersätter post {entries}, som "
        "kan vara beslutade efter den. Ange dagen, eller gränser, om den är äldre."
    ),
    "frames-at-two-levels": (
        "{frame} har belopp, och det har också {others}: en summa räknar allt. Stäm av mot dokumentets egen summa."
    ),
    "revenues-below-zero": "{frame}: intäkterna skulle bli {calculated}, alltså mindre än noll.",
    "outranked": "Planen för {frame} gäller inte: en budget för samma år är redan beslutad (position {set_position}).",
    "frame-not-set": "Ramen {frame} har inget känt utgångsvärde; bara ändringen är känd.",
    "gross-becomes-unknown": "{frame}: bruttot blir okänt, eftersom bara nettot ändras.",
    "plan-beyond-three-years": (
        "{year} ligger utanför den treåriga ekonomiska planen {first_year}–{last_year} (KL 11:6)."
    ),
    "control-total-differs": (
        "{frame}: dokumentet anger {of} {asserted}, uträknat blir det {calculated}, skillnad {difference}."
    ),
    "control-total-missing-side": "{frame}: dokumentet anger {of} {asserted}, men den sidan har inget känt belopp.",
    "printed-total-differs": (
        "Summan {kind} {year}: dokumentet anger {of} {asserted}, ramarna ger {calculated}, skillnad {difference}."
    ),
    "printed-total-missing-side": (
        "Summan {kind} {year}: dokumentet anger {of} {asserted}, men minst en ram saknar den sidan."
    ),
    "amounts-out-of-scale": (
        "{count} av {compared} ramar som går att jämföra blir omkring {factor} gånger {larger}: {frame} blir "
        "{asserted}, mot {known}. Kontrollera enheten (kr, tkr, mnkr eller mdkr)."
    ),
    "change-out-of-scale": (
        "{frame} ändras med {asserted}, omkring {factor} gånger ramen, som är {known}. Kontrollera enheten (kr, tkr, "
        "mnkr eller mdkr)."
    ),
    "basis-incomplete": "Underlaget saknar {missing}.",
    "decision-day-inferred": "Beslutsdagen är inte känd: {bounds}. Gränserna är {origin}: {reason}",
    "effective-before-decision": "Beslutet gäller från {effective_day}, före beslutsdagen {decided_day}.",
    "unit-not-there": "Enheten {unit} finns inte under {year}.",
    "fee-cap-unknown": "{fee}: inget avgiftstak är känt för {years}.",
    "fee-cap-of-other-measure": (
        "{fee} {years}: taket är {cap} och avgiften {asserted}. De anges i olika mått, så det är inte prövat "
        "om avgiften ryms under taket."
    ),
    "proposed-fee-above-cap": "{fee} {year}: förslaget är {asserted}, men taket är {cap}.",
    "fee-before-decision": "{what} gäller från {applies_from}, före beslutet {decided_day}.",
    "fee-base-year-unusual": "{fee} {year}: underlaget är från {base_year}, inte från året före.",
    "fee-base-incomplete": "{fee} {year}: underlag saknas för {missing}, som hade det året före.",
    "fee-base-total-differs": (
        "{fee} {year}: dokumentet anger underlaget {asserted}, raderna är tillsammans {calculated}, "
        "skillnad {difference}."
    ),
    "fee-base-count-differs": (
        "{fee} {year}: dokumentet anger {of} {asserted}, raderna är tillsammans {calculated}, skillnad {difference}."
    ),
    "charge-not-checked": "{fee} {year}: avgifterna kan inte räknas om, för {missing} saknas.",
    "charge-differs": (
        "{fee} {year}, {member}: dokumentet anger {asserted}, uträknat blir det {calculated}, skillnad {difference}."
    ),
    "charges-incomplete": "{fee} {year}: {missing} har underlag men ingen avgift.",
    "charges-total-differs": (
        "{fee} {year}: dokumentet anger summan {asserted}, raderna är tillsammans {calculated}, skillnad {difference}. "
        "Avrundad för sig är summan {rounded}."
    ),
    "settlement-differs": (
        "{fee} {year}, {member}: reglerat är {asserted}, att reglera var {calculated}, skillnad {difference}."
    ),
    "reserve-frame-unknown": (
        "Medelsreserven som finansierar {frame} med {amount} är inte namngiven, så ingen reserv har minskats."
    ),
    "revenue-frame-unknown": (
        "De nya intäkter som finansierar {frame} med {amount} är i beslutet inte lagda i någon ram, så summan av "
        "ramarna försämras med {amount}. Ange ramen som får intäkterna."
    ),
    "financing-not-tested": (
        "{frame}: vad ramen var före beslutet var inte känt när det registrerades, så det är inte prövat om en höjning "
        "är finansierad (KL 11:15)."
    ),
    "financing-day-unknown": (
        "Beslutet är fattat {bounds}: om det var under {year} är inte känt, så det kan inte prövas om höjningen "
        "({frames}) är finansierad (KL 11:15)."
    ),
    "result-worsens": (
        "Beslutet sänker intäkterna ({frames}) utan att kostnaderna sänks lika mycket: resultatet försämras med "
        "{amount}. Finansiering krävs bara för utgifter (KL 11:15)."
    ),
    "carry-over-unfinanced": (
        "{frame}: ombudgeteringen höjer årets utgifter med {amount}, och hur det finansieras är inte angivet "
        "(KL 11:15)."
    ),
    "counterpart-unknown": "Motposten till den tekniska justeringen av {frame} ({amount} netto) är inte känd.",
    "plan-copy-differs": (
        "Planåret {frame} sägs vara detsamma som {copied}, men det är {asserted} mot {calculated} (kostnader eller "
        "utgifter / intäkter eller inkomster / netto)."
    ),
    "copied-frame-unknown": "Planåret {frame} sägs vara detsamma som {copied}, som inte är känt.",
    "outcome-unknown": "Vad som är oanvänt av {source} är inte känt, så ombudgeteringen till {frame} är inte prövad.",
    "carried-forward-beyond-outcome": (
        "Av {frame} är {left} oanvänt enligt utfallet, men {carried} är redan ombudgeterat till året därefter."
    ),
    "of-which-exceeds-frame": "De nämnda delarna av {frame} är tillsammans {parts}, mer än ramens {whole}.",
    "budget-proposed-late": "Styrelsens förslag till budget för {year} är daterat {day}, efter {last_day} (KL 11:8).",
    "interim-report-late": (
        "Delårsrapporten för {year} till och med {period_end} lämnades {day}, efter {last_day} (KL 11:16)."
    ),
    "accounts-late": "Årsredovisningen för {year} lämnades {day}, efter {last_day} (KL 11:20).",
    "budget-adopted-late": "Budgeten för {year} antogs {day}, efter {last_day} (KL 11:10–11).",
    "tax-rate-late": "Skattesatsen för {year} fastställdes {day}, efter {last_day} (KL 11:10–11).",
    "tax-rate-differs": "Budgeten för {year} har skattesatsen {asserted}, men fastställd är {decided} (KL 11:11).",
    "tax-rate-far": (
        "Skattesatsen för {year} är {asserted}, men för {known_year} är den {known}. Kontrollera decimaler och enhet."
    ),
    "budget-before-election": (
        "Budgeten för {year} antogs {day}. Ett valår ska de nyvalda fullmäktige, från {first_day}, anta budgeten "
        "(KL 11:10)."
    ),
    "guidance-or-budget": (
        "Ramar för {year} fastställdes {day}, innan de nyvalda fullmäktige kan anta budgeten ({first_day}, KL 11:10). "
        "Är det ett inriktningsbeslut registreras det som förslag, vem som än fattade det; är det budgeten hör ”budget "
        "antagen” till samma beslut."
    ),
    "budget-parts-missing": "Budgeten för {year} anges inte innehålla: {missing} (KL 11:6).",
    "budgeted-deficit": (
        "Budgeten för {year} har resultatet {result}. Intäkterna ska överstiga kostnaderna, om inte en reserv som "
        "utjämnar resultat används eller synnerliga skäl anges (KL 11:5)."
    ),
    "budgeted-deficit-uncovered": (
        "Budgeten för {year} har resultatet {result}, och ur {reserve} används {used}: {uncovered} är inte täckt. "
        "Intäkterna ska överstiga kostnaderna, om inte reserven täcker det eller synnerliga skäl anges (KL 11:5)."
    ),
    "balance-to-restore": (
        "Balanskravsresultatet för {year} är {result}. Beslutet om hur det ska regleras fattas senast i budgeten för "
        "{last_year}, och det ska vara reglerat senast vid utgången av {last_year} (KL 11:12)."
    ),
    "deficit-plan-missing": (
        "Av underskottet för {year} är {left} kvar att reglera, och inget beslut om hur är registrerat när budgeten "
        "för {budget_year} antas. Det fattas senast i budgeten för {last_year} (KL 11:12)."
    ),
    "deficit-decision-late": (
        "Av underskottet för {year} är {left} kvar att reglera, och inget beslut om hur är registrerat. Det skulle ha "
        "fattats senast i budgeten för {last_year}; nu antas den för {budget_year} (KL 11:12)."
    ),
    "deficit-not-settled": (
        "Av underskottet för {year} är {left} kvar efter {after_year}. Det skulle ha reglerats senast vid utgången av "
        "{last_year} (KL 11:12)."
    ),
    "deficit-results-missing": (
        "Av underskottet för {year} är {left} kvar enligt det som är registrerat. Resultaten för {missing} är inte "
        "registrerade, så om det är reglerat vid utgången av {last_year} är inte känt (KL 11:12)."
    ),
    "judgment-contradicts-itself": (
        "{court}: utgången ”{outcome}” och verkan ”{effect}” går inte ihop, när ingen tidigare dom som upphäver "
        "beslutet är registrerad. Verkan räknas. Kontrollera domen, eller registrera den tidigare domen."
    ),
    "judgment-after-final": (
        "{court}: domen är slutlig {final_day}, men {other} har prövat den {day} (se också post {entry_position}). En "
        "slutlig dom prövas inte av en annan domstol: den slutliga räknas. Kontrollera dagarna och verkan."
    ),
    "judgment-said-otherwise": (
        "{court}: samma dom av {day} står redan i post {entry_position} och säger där något annat ({former}). Det som "
        "nu registreras gäller i stället. En dom ändras inte: rätta den post som är fel med registreringsfel rättat."
    ),
    "judgment-effect-not-said": (
        "{court} upphävde beslutet {day}. Domen av {other} {later_day}, post {entry_position}, säger ”{outcome}” utan "
        "verkan på beslutet, och räknas som om beslutet står fast. Avslogs överklagandet av upphävandet är beslutet "
        "upphävt: rätta post {entry_position} med verkan på beslutet."
    ),
    "decision-annulled-already": (
        "Beslutet ({decision}) är upphävt från {day} (post {entry_position}): det som registreras räknas inte "
        "därefter. Kontrollera vad domen rör."
    ),
    "judgment-names-otherwise": (
        "Domen i post {entry_position} ({court}, {day}: {effect}) rör {decision}. Det kan vara det här beslutet under "
        "en annan beteckning, men domen påverkar det inte. Rör domen det ska den rättas så att den anger beslutet så "
        "som det är registrerat."
    ),
    "judgment-about-former-name": (
        "Domen i post {entry_position} rör beslutet så som det var registrerat ({decision}), och inte efter rättelsen: "
        "det räknas därför igen. Rör domen det ändå ska också den rättas."
    ),
    "result-reserve-exceeded": "{year}: ”{what}” är {asserted}, men lagen medger högst {most} (KL 11:14).",
    "reserve-overdrawn": "{year}: {asserted} tas ur {reserve}, som enligt boksluten innehåller {held} (KL 11:14).",
    "reserve-size-differs": (
        "{year}: {reserve} anges innehålla {asserted}, men enligt boksluten blir det {calculated}: före året {before}, "
        "med det som läggs till och tas ur."
    ),
    "reserve-before-law": "{year}: ”{what}”, som beslutat {day}: {reserve} finns först {validity} ({law}).",
    "delegation-not-cited": "{body} beslutar bara på delegation, men beslutet anger ingen (KL 6:37–38).",
    "body-unknown": (
        "Organet ”{body}” är varken registrerat eller ett namn som lagen använder, och räknas som okänt. "
        "Närmast: {near}."
    ),
    "body-registered-otherwise": (
        "{body} är redan registrerat som {was}; från {day} är det i stället {becomes}, och inte längre det förra. Ett "
        "organ har en enhet och allt under den."
    ),
    "rule-relaxed": (
        "Regeln {rule} ger bara en varning i den här organisationen (position {policy_position}). {detail}"
    ),
    "spared-by": "Regeln {rule} bortser organisationen från (position {policy_position}). {detail}",
    "reservation-balance-unknown": (
        "Saldot för reservationen {reservation} är okänt, så att inget belopp kan prövas mot det: {reason}."
    ),
    "reservation-extended-late": (
        "Reservationen {reservation} gällde till och med {last_day}, men förlängs först {decided_day}; därefter görs "
        "vanligen en ny."
    ),
    "reservation-purpose-differs": (
        "Reservationen {reservation} är till för ”{purpose}”, men tas i anspråk för ”{asserted}”."
    ),
    "reservation-end-unknown": (
        "Reservationen {reservation} har ingen känd sista dag, så att upphörandet inte kan prövas."
    ),
    "reservation-lapse-differs": (
        "Reservationen {reservation}: {asserted} anges upphöra, men uträknat återstår {calculated}."
    ),
    "rent-figure-differs": "Hyran {rent}: dokumentet anger {of} {asserted}, uträknat blir det {calculated}.",
    "key-without-shares": "Nyckeln {key} för {year} har inga kända andelar: en kostnad kan inte fördelas med den.",
    "key-of-earlier-year": "Nyckeln {key} är från {key_year} och gäller fortfarande: ingen är beslutad för {year}.",
    "category-unchanged": "Tjänsten {service} är redan {category}.",
    "amount-only-indicated": (
        "Förändringsinsatsen {initiative} har för {year} bara ett indikerat belopp, {amount}: det är inte beslutat."
    ),
    "printed-figure-differs": (
        "{where}: dokumentet anger {asserted}, uträknat blir det {calculated}, skillnad {difference}."
    ),
    "proposal-referred-back": (
        "Förslaget {proposal} återremitterades {day} (position {referral_position}) och har inte beretts på nytt sedan "
        "dess (KL 5:50)."
    ),
    "minority-referral-repeated": (
        "Ärendet har redan återremitterats eller bordlagts på begäran av en minoritet (position {referral_position}); "
        "det får ske en gång (KL 5:50)."
    ),
    "condition-unknown": "Inget registrerat beslut väntar på villkoret {condition}.",
    "dissent-without-decision": (
        "Inget beslut av {body} i ärendet {case} är registrerat; en reservation gäller ett beslut i samma organ "
        "(KL 4:27)."
    ),
    "minutes-approved-late": (
        "Protokollet justerades {asserted}, efter {last_day}: det ska ske senast 14 dagar efter sammanträdet (KL 5:69)."
    ),
    "notice-posted-late": (
        "Protokollet anslogs {asserted}, efter {last_day}: det ska ske senast andra dagen efter justeringen (KL 8:12)."
    ),
    "notice-before-approval": (
        "Protokollet anslogs {asserted}, före justeringen {approved_on}. Anslaget ska säga att protokollet är justerat "
        "(KL 8:12), och tiden för att överklaga räknas från ett sådant anslag (KL 13:5): den löper inte ut förrän det "
        "anslås igen."
    ),
    "notice-taken-down-early": (
        "Anslaget togs ned {asserted}, men skulle finnas kvar hela dagen {last_day}: därför löper tiden för att "
        "överklaga inte ut (KL 13:5)."
    ),
    "decision-not-recorded": "Beslutet ({decision}) är inte registrerat i liggaren under den beteckningen.",
    "reported-without-delegation": (
        "Beslutet ({decision}) anmäls som fattat på delegation, men anger ingen delegation (KL 6:37–40)."
    ),
    "appeal-late": "Överklagandet kom in {asserted}, efter den sista dagen {last_day} (KL 13:5).",
    "no-legality-review": "Organisationen är {kind}: dess beslut kan inte laglighetsprövas (KL 13:1).",
    "stands-on-annulled": (
        "{frame}: post {changed_position}, beslutad {day}, bygger på beslutet som upphävs {final_day} och bör prövas "
        "på nytt (KL 13:15)."
    ),
    "swallowed-when-met": (
        "{frame}: ändringen i posten {changed_position}, beslutad {day}, väntade på {condition}, som uppfylldes "
        "{met_day}. Ramen fastställdes dessförinnan ({set_day}, position {set_position}), så ändringen ingår inte."
    ),
    "report-day-early": (
        "Rapporten {report} är {kind} för {year}, men har beslut bara till och med {as_of}, före {first_day}."
    ),
    "period-reported": (
        "{frames}: beslutet är daterat {day}. Rapporten {report} (”{title}”, avslutad {closed_on}, position "
        "{report_position}) har beslut till och med {as_of}. Den ändras inte; skillnaden visas som en egen rad."
    ),
    "rule-accepted": "Regeln {rule} frångicks av {who} med skälet ”{reason}”. {detail}",
}
"""The closed list of warnings: code and Swedish text. A warning never blocks and is never lost; it is stored as its
code and values, and this text is made when somebody reads it."""


FLAGS: Final[dict[str, str]] = {
    "stands-on-annulled": WARNINGS["stands-on-annulled"],
    "swallowed-when-met": WARNINGS["swallowed-when-met"],
    "judgment-not-final": (
        "{frame}: {court} har {day} upphävt {what} i posten {changed_position}. Domen har inte vunnit laga kraft, "
        "och beloppet räknas tills den gör det (KL 13:8)."
    ),
    "execution-stayed": (
        "{frame}: {court} har {day} bestämt att beslutet i posten {changed_position} inte får verkställas tills vidare "
        "(inhibition, förvaltningsprocesslagen 28 §). Beloppet räknas ändå."
    ),
    "unit-ended": (
        "{frame}: posten {changed_position} ger pengar till en enhet som fanns till och med {last_day}. "
        "Efterföljare: {successors}."
    ),
    "delegation-not-reported": (
        "{body} beslutade {day} på delegation ({delegation}). Att beslutet är anmält till nämnden eller särskilt "
        "protokollfört är inte registrerat, så tiden för att överklaga har inte börjat (KL 6:40, 7:8)."
    ),
}
"""What is told of a decision or its figures on a day, whenever it was recorded: code and Swedish text."""


class _Stored(dict[str, str]):
    """The values of a stored warning. One that an older version did not store is shown as missing, never a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


def warning_text(code: str, values: dict[str, str]) -> str:
    """A warning as a reader sees it."""
    return WARNINGS[code].format_map(_Stored(values))


def flag_text(code: str, values: dict[str, str]) -> str:
    """What is told of a frame, as a reader sees it: what has come of its decisions, or was noticed elsewhere."""
    return (FLAGS.get(code) or WARNINGS[code]).format_map(_Stored(values))
