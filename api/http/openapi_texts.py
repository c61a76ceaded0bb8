"""The description of HTTP in Swedish: what each type is."""

from typing import Final

TEXTS: Final = {
    "AllocatedPart": "Vad en enhet betalar av en fördelad kostnad, i öre och som text.",
    "Approval": "Om ett belopp ingår i det som godkänns, eller bara är indikerat; det indikerade räknas aldrig.",
    "AuditAnswer": (
        "Granskning av ett år: ramar, paragrafer som inte är registrerade från året och året före, frångångna regler "
        "(overrides, också granskade) och öppna varningar. meetings_registered: hur många sammanträden som prövades."
    ),
    "AuditedFrame": (
        "En ram från original (saknas när den inte är fastställd) över changes till current, i beslutsordning. beside "
        "är det beslutade som inte ingår."
    ),
    "AuditedMeeting": "Ett sammanträde med paragrafer som inte är registrerade; unlisted finns inte i dess register.",
    "BalanceResult": "Årets balanskravsresultat i öre, och när ett underskott senast ska vara återställt (KL 11:12).",
    "Blocks": "Vad ett villkor hindrar tills det är uppfyllt: påbörjande, fakturering eller ingenting.",
    "Bridge": "En brygga från ett år till ett annat: kolumner, led, skillnader, och vad varje organ har sagt.",
    "BridgeAmount": "En siffra i en brygga, i öre och som tryckt, med den tryckta ökningen och dess andel.",
    "BridgeColumn": "Summan av en bryggas kolumn (den första är 1), med ett antaget index på.",
    "BridgeFigure": (
        "En siffra i en brygga: vad dokumentet anger, vad som räknas ut, och skillnaden. agrees: bara avrundning."
    ),
    "BridgeLine": "Ett led i en brygga, med en siffra för varje kolumn.",
    "BridgeStep": "Ett led i en brygga, med ett belopp för varje kolumn.",
    "BridgesAnswer": "Bryggor mellan år, och siffror som bara är tryckta.",
    "BudgetAnswer": "Budgetarna år för år, och indexen, vid koordinaterna: beslutade, eller ett namngivet förslag.",
    "BudgetClosing": "Om driftramarna ger det budgeterade resultatet. closes null: det går inte att avgöra.",
    "BudgetOfYear": "Ett års budget: antagande, skattesats, resultat (överskott positivt) och lagens innehåll.",
    "BudgetPart": "Vad en budget ska innehålla (KL 11:6 och 6 a).",
    "BudgetPartStanding": "En del som budgeten ska innehålla, och om den anges göra det.",
    "Categorisation": "En kategori som en tjänst har, föreslås få eller har nekats, och vem som har sagt det.",
    "ClauseOutcome": "Vad ett organ gjorde med en att-sats; bara bifall, helt eller delvis, beslutar något.",
    "ColumnTotal": "Vad en kolumn kommer till, uträknat. closes: varje tryckt summa i den stämmer.",
    "ComparedCell": (
        "En rad i en kolumn. amounts saknas: den finns inte där, vilket inte är noll; change är då hela beloppet. En "
        "sida som saknas är okänd."
    ),
    "ComparedColumn": (
        "En kolumn. label säger bara hur den skiljer sig från de andra; compared_to är numret (från 0) på kolumnen som "
        "förändringen räknas från."
    ),
    "ComparedOutside": "Det som inte ingår i en kolumns summor, av ett skäl: hur många belopp, och vad de kommer till.",
    "ComparedRow": "En ram eller en grupp, med en cell för varje kolumn. not_comparable: varför den inte har en plats.",
    "ComparedTotal": "Summan för ett slags pengar, med en cell för varje kolumn.",
    "ComparisonAnswer": (
        "Ramar sida vid sida. Raderna är tillsammans varje kolumns summa, och deras förändringar summans förändring."
    ),
    "Condition": "Ett villkor: lydelse, vad det hindrar, och dagen då det uppfylldes; null innan dess.",
    "DetailsAnswer": "Ramar med sina namngivna delar (varav). Delarna ingår redan i ramen.",
    "DiaryAnswer": "Beslutsdiariet vid frågans koordinater, i dagordning. year är året som ett beslut fattades.",
    "DiaryClause": "En att-sats: utgång, lydelse, vad posterna säger, vilka villkor den väntar på, och var den står.",
    "DiaryDecision": "Vad ett organ gjorde i ett ärende en dag. undetermined: dagen är inte avgjord då.",
    "DiaryDissent": "En avvikande mening. claims är ordagranna uppgifter om pengar, som inte räknas någonstans.",
    "DiaryEvents": "Poster av ett slag på en att-sats, och deras positioner. stage skiljer beslut från förslag.",
    "DiaryJudgment": "Vad en domstol gjorde med beslutet. final_on null: domen kan ännu överklagas.",
    "DiaryPerson": "En förtroendevald som skilde sig från beslutet, så som protokollet har namnet.",
    "DiaryStatus": "Var ett beslut står: justering, anslag, sista dag att överklaga, domar, laga kraft.",
    "DissentKind": "Reservation, särskilt uttalande, ersättaryttrande, protokollsanteckning eller skuggbudget.",
    "ElectedPerson": "En förtroendevald: namn, parti och uppdrag, så som protokollet har dem.",
    "FigureAsPrinted": ("En siffra som dokumentet trycker den. made_from: vad den blir om den är gjord av bryggan."),
    "Figures": "Siffror som ett dokument visar och som ingen beslutar.",
    "FinancingLeg": "En del av en finansiering, i öre: ur vad, och ur vilken ram eller reservation om någon.",
    "FinancingSource": "Varifrån pengarna tas: medelsreserv, eget kapital, årets resultat, nya intäkter eller lån.",
    "FrameOutcome": "En ram och dess utfall. left är ramen minus utfallet.",
    "FrameParts": "En ram med sina namngivna delar. rest är ramen utan dem.",
    "Funding": "Vem som betalar, efter vad det delas, och från vilket år.",
    "FundingForm": "Vem som betalar: alla solidariskt, de som använder, tilläggstjänst, i två steg, eller egna medel.",
    "IndexStanding": "Ett index: sats i miljarddelar (3 % är 30 000 000), stadium och beslut.",
    "Initiative": ("En förändringsinsats. status är det som sades sist; varje organs besked och belopp står i said."),
    "InitiativeAmount": (
        "Ett belopp för en förändringsinsats; en besparing är negativ. Utan år säger dokumentet inte från när."
    ),
    "InitiativeAmountKind": "Om ett belopp gäller bara sitt år, eller varje år från det.",
    "InitiativeSaid": "Vad ett organ har sagt om en insats, och vad den kommer till under året.",
    "InitiativeTotal": "Summan för ett förslag, eller för det som är beslutat. Tilläggstjänster räknas för sig.",
    "InitiativesAnswer": (
        "Förändringsinsatser och deras summor för året. Förslag, tillstyrkan och beslut summeras aldrig ihop."
    ),
    "Key": (
        "En fördelningsnyckel och vad varje organ har sagt om den. in_force: den gäller för någon tjänst under året."
    ),
    "KeyInForce": "Vilken beslutad nyckel som gäller för en tjänst under året; null när ingen är beslutad.",
    "KeyShare": "En enhets andel av en fördelningsnyckel, i delar av nämnaren.",
    "KeysAnswer": "Fördelningsnycklar, vilken som gäller för varje tjänst under året, och fördelade kostnader.",
    "MeetingView": "Ett sammanträde: hur många paragrafer det hade, vilka som är registrerade, och vilka som fattas.",
    "MeetingsAnswer": "Registrerade sammanträden som hölls till och med dagen.",
    "NamedPart": "En namngiven del av en ram (varav).",
    "OfWhich": "Vad en tryckt siffra delvis sägs bestå av.",
    "OutcomesAnswer": "Ramar och deras utfall vid frågans koordinater.",
    "PlannedAmount": (
        "Ett belopp för en insats. approval indicated räknas aldrig; year null: dokumentet säger inte från när."
    ),
    "PrintedDifference": "En tryckt siffra som inte är den uträknade: var, båda, och skillnaden.",
    "PrintedFigure": "En siffra som dokumentet trycker den, och vad den jämförs med.",
    "PrintedPart": "Vad en tryckt siffra delvis sägs bestå av (varav).",
    "ProposalException": "En punkt i förslaget som inte antas, och varför.",
    "RecordedParagraph": "En paragraf som poster vilar på, och deras positioner.",
    "Repackaging": "Tjänster som läggs i andra, och vem som har sagt det.",
    "RoleSum": "Driftnettot i öre för alla enheter med samma roll; kostnader är positiva.",
    "Seat": "Ledamot, tjänstgörande ersättare eller ersättare utan rösträtt.",
    "Service": ("En gemensam tjänst. category är den beslutade; vad varje organ har sagt står bredvid."),
    "ServiceCategory": "Bastjänst, tilläggstjänst eller digital infrastruktur.",
    "ServicesAnswer": "Gemensamma tjänster en dag, och volymer som ingen ram begränsar.",
    "Share": "En enhets andel av en nyckel, i delar av nämnaren.",
    "SharedCost": (
        "En kostnad som delas enligt en nyckel. Delarna är tillsammans exakt kostnaden, och ändrar ingen ram."
    ),
    "StepKind": "Vad ett led gör: utgångsläge, ändring, delsumma eller summa.",
    "UnitRole": "Enhetens roll i helheten: finansförvaltning eller central medelsreserv.",
    "Acceptance": "En regel som frångås, vid namn, med skäl och vem som godtar det.",
    "Alive": "Processen svarar.",
    "Basis": "Beslutsunderlaget: organ, beslutsdag eller dess gränser, källa, ärende, paragraf, att-sats.",
    "BoundsOrigin": "Om gränserna är tryckta i källan eller härledda.",
    "ChangeKind": "Vad som hände med en reservation av eget kapital.",
    "ChargeRounding": "Hur en medlems avgift avrundas.",
    "ChargeRow": "Ett belopp i öre för en medlem.",
    "ChargeTotal": "Om summan är summan av raderna, eller den exakta summan avrundad för sig.",
    "ChargeTotalPrinted": (
        "En summa som dokumentet trycker den, bredvid summan av raderna; difference är tryckt minus raderna."
    ),
    "ChargeTotals": "Alla medlemmar tillsammans. rounded_total är den exakta summan avrundad för sig.",
    "ChargesAnswer": "Medlemmarnas avgifter vid frågans koordinater.",
    "BridgeBar": "En stapel i en brygga: vad den ändrade, och saldot därefter. Den första och sista ändrar inget.",
    "Cause": "Varför en ram är en annan vid en koordinat än vid en tidigare.",
    "CauseChange": "Vad en orsak har ändrat.",
    "ChangeBeside": "Något beslutat som inte står i tabellen, varför, och i vilken kolumn det annars hade stått.",
    "CarriedResult": "En enhets resultat som följer med till året (resultatöverföring). Det ändrar ingen ram.",
    "ChangeCell": "Beloppen i en kolumn.",
    "ChangeRow": "En ram: beloppen i varje kolumn. De är tillsammans det aktuella beloppet.",
    "ChangeTable": "Ramförändringstabellen för ett slags pengar. Kolumner där ingenting har hänt finns inte med.",
    "ChangeTableAnswer": "Ramförändringstabellen vid frågans koordinater. note säger varför den är tom.",
    "CloudEvent": "En händelse som CloudEvents 1.0. data är de lagrade bytena, oförändrade.",
    "Command": "Ett beslut med allt det säger. Det registreras helt eller inte alls.",
    "Column": "En kolumn i ramförändringstabellen.",
    "Commitment": "Budget eller plan; en budget går före en plan för samma år (KL 11:5–6).",
    "CatalogueView": "Katalogen: varje sorts händelse som kan registreras.",
    "ControlOf": "Vilken siffra en kontrollsumma gäller.",
    "ControlTotal": "En siffra som dokumentet trycker den, ordagrant: ”1 531,3 mnkr”.",
    "Coordinates": (
        "Frågans koordinater: year och on (avser), as_of (beslutad till och med), known_at och position (registrerad "
        "till och med), stadium, och det som frågan i övrigt gäller. Det som inte frågades om står inte med."
    ),
    "DecisionBounds": "Gränserna för en beslutsdag som inte är känd, med skäl.",
    "DecisionCited": (
        "Ett beslut så som det åberopas: organ, dag, paragraf, ärende och dokument. position är posten som säger det, "
        "corrects den som den posten rättar."
    ),
    "DecisionReference": "Vilket beslut: organ, ärende, paragraf, och att-satsen när bara en menas.",
    "DifferenceAnswer": "Vad som ändrats mellan två koordinater. Orsakerna är hela skillnaden, per enhet och totalt.",
    "DifferenceStep": "Ett steg på vägen: beslutet, varför det gör skillnad, hur mycket, och från vilken dag.",
    "DifferenceTotal": "Alla enheter tillsammans för ett slags pengar, och bryggan från före till efter.",
    "Entry": "Det som lagras: händelsen, dess beslutsunderlag och dess registrering.",
    "EquityReservation": (
        "En reservation av eget kapital: tid, belopp och vad som återstår. null är okänt; beside ingår i ingen summa."
    ),
    "EventsAnswer": "En sida av loggen. Fråga igen med after = next_after.",
    "FactOrigin": "Varifrån uppgiften kommer: händelse, position, stadium, förslag, organ, dagar, villkor och källa.",
    "FactStanding": "Om uppgiften räknas vid koordinaterna: ingår, obestämt, villkorat eller bara föreslaget.",
    "Fee": "En avgift: dess namn och år. undetermined: beslut vars dag inte är avgjord vid koordinaterna.",
    "FeeBaseRow": "En medlems avgiftsunderlag i öre, antal personer, eller båda.",
    "FeeCharges": "Ett avgiftsår: sats, underlagsår, avrundning, och en rad för varje medlem.",
    "FeeMeasure": (
        "Ett tak eller en sats: andel av underlaget i miljarddelar (0,35 ‰ är 350 000), belopp per person, eller båda."
    ),
    "FeeAmounts": (
        "Medlemmarnas avgifter tillsammans (eller en medlems), eller hur mycket de ändrats. Det som saknas är inte "
        "känt, eller har inte hänt."
    ),
    "FeeLevel": "En sats eller ett tak: som text, som andel i miljarddelar, och som belopp per person.",
    "FeeStep": "Vad avgiften blev för året: sats, tak, om satsen ryms i taket, och medlemmarnas avgifter.",
    "FeeTimeline": (
        "Allt en avgift varit för ett år: efter beslutsdag vid frågans position, efter registrering vid dess dag."
    ),
    "FeeTimelineAnswer": "Avgifternas tidslinjer, i ordning efter id och år. note säger varför det inte finns någon.",
    "FeeYear": "En avgift under ett år. rate eller cap null: ingen är känd. says säger vad som saknas.",
    "FeesAnswer": "Avgifternas tak och satser vid frågans koordinater, år för år.",
    "Frame": (
        "En ram vid koordinaterna, i öre och som text. commitment null: bara ändringar är kända. gross_known false: "
        "bara nettot är känt."
    ),
    "FrameAmounts": "Belopp i öre och som text; en sida som saknas är inte känd.",
    "FrameChange": "En ram före och efter, och hur mycket en summa som ramen ingår i ändras.",
    "FrameFigures": "En rams belopp. known false: ingenting är beslutat. En sida som saknas är inte känd.",
    "FrameKey": "Vilken ram: enhet, slag, år och anslagspost (”total” när dokumentet inte har poster).",
    "FrameKind": "Drift (kostnader och intäkter) eller investering (utgifter och inkomster).",
    "FrameMoved": "Hur mycket ett steg ändrade en ram.",
    "FrameName": "Vilken ram: enhet, anslagspost, slag och år.",
    "FrameTimeline": "En rams alla värden: efter beslutsdag vid frågans position, efter registrering vid dess dag.",
    "FrameTotal": "Summan av ramarna av ett slag. En sida som är okänd i någon ram är okänd i summan.",
    "FromCoordinates": "Koordinaterna som skillnaden räknas från.",
    "GroupBy": (
        "Hur ramar läggs ihop: varje enhet, enheten ovanför, den överst, varje anslagspost, eller trädet, där varje "
        "enhet har sitt eget och allt under sig. För det som har ändrats är trädet varje enhet för sig."
    ),
    "GroupedFrames": (
        "Ramar av ett slag tillsammans: en enhet eller en anslagspost. I trädet har amounts också allt under enheten, "
        "own det egna, och depth säger hur långt ner den står. units: vilkas ramar som ingår."
    ),
    "NotComparableFrames": (
        "Det en enhet har som inte går att placera i det efterfrågade trädet, och varför; det ingår inte i någon "
        "grupp. could_be: enheterna som det kan höra till där."
    ),
    "NotComparableDifference": (
        "Det en enhet hade och har som inte går att placera i det efterfrågade trädet, och varför; det ingår bara i "
        "totalen."
    ),
    "GroupTotal": "Ett slags pengar: grupperna, det som inte är jämförbart, och allt tillsammans.",
    "FrameWarning": "En varning som hör till en post bakom ramen.",
    "FrameWhy": (
        "En ram, bidragen som är den på öret med fastställelsen först, och det som inte ingår. text säger detsamma "
        "för en rapport."
    ),
    "FramesAnswer": (
        "Ramarna vid frågans koordinater. undetermined står utanför alla summor. remarks gäller beloppen tillsammans. "
        "groups är samma belopp sammanlagda, i dagens träd eller en annan dags; not_comparable är det som inte har "
        "någon plats där, och figures_on dagen vars organisation beloppen är från."
    ),
    "InvestmentAmount": "Utgifter och inkomster i öre.",
    "JudgmentOutcome": "Vad domstolen gjorde med beslutet: upphävde, fastställde eller avvisade.",
    "LedgerLinks": "En liggare, och var man frågar den.",
    "LedgerStanding": "Hur långt en liggares läsmodeller har räknats fram, och var loggen slutar.",
    "LedgersAnswer": "Alla liggare.",
    "MemberCharge": (
        "En medlems rad. difference är tryckt minus uträknat; to_settle är omräknat minus debiterat minus reglerat."
    ),
    "NetAmount": "Bara nettot är beslutat; kostnader och intäkter är inte kända.",
    "Noted": "Något som är beslutat, antecknat eller väntat om ett projekt, eller som kan komma.",
    "OperatingAmount": "Kostnader och intäkter i öre, båda positiva i en ram.",
    "OrganisationKind": "Kommun, region, kommunalförbund, förening eller bolag; slaget avgör vilka regler som gäller.",
    "Part": "En posts del i en ram: ingår (counted), ersatt (replaced) eller obestämt (undetermined).",
    "PlanApproval": "En nämnds verksamhetsplan för ett år, godkänd eller föreslagen.",
    "Price": "Priset på en artikel. amount_ore saknas när dokumentet inte säger det.",
    "PriceStep": (
        "Vad priset blev, från och till vilken dag, och hur mycket det ändrades. known false: inget pris gäller."
    ),
    "PriceTimeline": (
        "Alla priser en artikel haft: efter beslutsdag vid frågans position, efter registrering vid dess dag."
    ),
    "PriceTimelineAnswer": "Prisernas tidslinjer, i ordning efter prislista och artikel. note säger varför de saknas.",
    "PricesAnswer": "Prislistorna en dag.",
    "EventView": (
        "En sorts händelse: dess ord på svenska, lagrum, stadium och uppgifter, och ett exempel som beslutsfil och som "
        "JSON."
    ),
    "FieldView": "En uppgift i en händelse: dess namn i JSON och i en beslutsfil, vad som får stå där, om den krävs.",
    "PrintedTotal": "Vad dokumentet anger som summa av de ramar som beslutet fastställer, för ett slag och ett år.",
    "Problem": "Varför ingenting besvarades eller registrerades (RFC 9457). retry: om samma begäran kan lyckas senare.",
    "Project": (
        "Ett projekt: till när det är finansierat, och vad som väntas. beside är föreslaget, villkorat eller obestämt."
    ),
    "ProjectsAnswer": "Projekten vid frågans koordinater. Ingen ram ändras av det som står här.",
    "ProposalHead": "Ett namngivet förslag: vem som lade det, och i vilket dokument.",
    "ProposalNamed": "Det namngivna förslag som svaret gäller: stadium och organ.",
    "Ready": "Allt som svaren behöver är på plats.",
    "Reason": "Ett skäl, var det finns, och vad som vore rätt.",
    "ReceiptView": (
        "Vad ett beslut ledde till, eller skulle leda till (outcome rehearsed): händelser, varningar, varje ram före "
        "och efter."
    ),
    "RecordedWarning": "En varning som den lagras: kod och värden.",
    "Recording": "Vem som registrerade, genom vilken dörr, och vad som märktes då.",
    "Rent": "En hyra eller en planerad inhyrning, och hur den står den dag frågan avser. Belopp är öre per år.",
    "RentStanding": "Hur en hyra står en dag: kommande, kan ha börjat, gäller, slut eller ersatt.",
    "RentStatus": "Befintligt avtal, budgeterad (ingår i ramen) eller prognos.",
    "RentSum": "En enhets hyror av ett slag den dagen, i öre per år; unknown_count är hur många som saknar belopp.",
    "RentsAnswer": "Hyrorna en dag, enhet för enhet. De ändrar ingen ram.",
    "Replacement": "Vad som skulle ha registrerats: en hel post.",
    "ReservationChange": (
        "Något som hände med en reservation, eller skulle hända. remaining är vad som återstod därefter."
    ),
    "ReservationsAnswer": "Reservationerna av eget kapital vid frågans koordinater.",
    "ResultCarried": "Ett resultat som följer med sin enhet till ett senare år; underskott är negativt.",
    "ResultUnitApproval": "En enhet får föra över sitt resultat, för vissa år.",
    "ResultUnitsAnswer": "Resultatenheter, överföringar och verksamhetsplaner vid frågans koordinater.",
    "SourceDocument": "Källan: titel, kontrollsumma (SHA-256) och sida.",
    "Stage": "Föreslaget, tillstyrkt eller beslutat.",
    "Staleness": "Finns bara när de senaste posterna inte är framräknade än.",
    "TimelineAnswer": "Ramarnas tidslinjer. note säger varför det inte finns någon.",
    "TimelineStep": "Vad ramen blev, hur mycket den ändrades, och av vilket beslut. acts_on: dagen det räknas från.",
    "Treatment": "Vad som händer när något går emot en regel: vägra, varna eller bortse.",
    "UndeterminedMeasure": "Ett tak eller en sats vars beslutsdag inte är avgjord vid koordinaterna.",
    "Unit": "En enhet den dagen: id, namn, enheten ovanför. exists false: den finns inte än, eller inte längre.",
    "UnitCode": "En enhets kod i ett annat system.",
    "UnitRents": "En enhets hyror: summor av det som gäller den dagen, sedan varje hyra.",
    "UnitDifference": "En enhet eller en grupp av enheter: före, efter, och orsakerna som är hela skillnaden.",
    "UnitShare": "En dels andel av siffrorna från före delningen, i miljarddelar.",
    "UnitPart": "En del som en enhet delades i, och dess andel enligt fördelningsnyckeln, om någon är angiven.",
    "UnitsAnswer": "Trädet av enheter vid frågans koordinater.",
    "BodyKind": "Vad ett organ är: fullmäktige, styrelse, nämnd eller delegat.",
    "Competence": "Vilka organ som beslutar om en sorts händelse, från vilken dag.",
    "NoticedWarning": "En varning med sin post och det beslut den vilar på. override: att en regel frångicks vid namn.",
    "Override": "En regel som frångicks: vilken, varför, och vem som godtog det.",
    "PolicyAnswer": "Organisationens egna regler för beslut fattade dagen on, vid frågans koordinater.",
    "RegisteredBody": "Ett organ: vad det är, och vilken enhet det svarar för.",
    "RuleTreatment": "Hur en regel hanteras. Utan position har ingen sagt något, och regeln gäller.",
    "Tolerance": "Hur mycket en kontrollsumma får skilja sig utöver sin tryckta noggrannhet.",
    "VagueDay": "En dag som dokumentet inte säger exakt: dess egna ord, och dagarna de kan betyda.",
    "ReservationAmounts": "En reservations belopp, eller hur mycket de ändrats. null är okänt.",
    "ReservationStep": (
        "Vad reservationen blev: var dagen ligger i dess tid, beloppen och hur mycket de ändrats. comes_later: dagen "
        "ligger efter as_of."
    ),
    "ReservationTimeline": (
        "Allt en reservation varit: efter beslutsdag vid frågans position, efter registrering vid dess dag."
    ),
    "ReservationTimelineAnswer": "Reservationernas tidslinjer. note säger varför det inte finns någon.",
    "Validity": "Var dagen ligger i reservationens tid.",
    "BodyStatement": "Vad ett organ har sagt, i vilken post, med dess dagar, förslag och skäl.",
    "VolumeExemption": "Ökade volymer som inte begränsas av leverantörens ram.",
    "WarningCount": "Hur många öppna varningar av ett slag det finns, för varje stadium för sig.",
    "WarningResolution": "Var det är registrerat att varningen är granskad, varför den är klar, och av vem.",
    "WarningsAnswer": "Öppna varningar vid frågans koordinater; resolved är de som är granskade.",
    "WhyAnswer": "Varför ramarna är vad de är vid frågans koordinater. note säger varför svaret är tomt.",
    "WhyBeside": (
        "Något beslutat som inte ingår i ramen, och varför: ersatt, beslutat före fastställandet, obestämt, upphävt, "
        "villkorat, utan laga kraft, eller en plan där en budget går före. by är posten som står i vägen."
    ),
    "WhyLine": "Ett bidrag till ramen: beslutet, ändringen och saldot därefter. Ett index har en egen rad.",
    "StatedWarning": "En varning: kod, text, och vilken post i beslutet den gäller (från 0).",
    "Report": "En rapport om ett år, med sina versioner. closed: den sista har inte öppnats igen.",
    "ReportAnswer": (
        "En avslutad rapport i en version: before är som rapporterat (vid reported), after som det står vid "
        "koordinaterna, förvalt för samma dag. Orsakerna är hela skillnaden, och stegen likaså: en rad för varje post "
        "som kom efter rapporten. note säger varför inget skiljer."
    ),
    "ReportKind": (
        "Månadsrapport, tertialrapport, delårsrapport, årsredovisning, verksamhetsberättelse, prognos eller budget."
    ),
    "ReportReopening": "Att en version öppnades igen: dagen, posten och skälet.",
    "ReportsAnswer": "Avslutade rapporter vid frågans koordinater, i ordning efter dagen de gäller.",
    "VersionOfReport": (
        "En version av en rapport: beslut till och med as_of, registrerade till och med position. Ramarna som frågas "
        "efter där är det som rapporterades."
    ),
    "Objection": "Varför ett förslag inte kan antas som det är. acceptable: regeln kan frångås vid namn, med skäl.",
    "ProposalWarning": "Vad som skulle noteras om ett förslag antogs nu.",
    "SupposedYear": (
        "Ett budgetår före och efter: varje enhet, summorna, och vad varje förslag eller post gör. Det som inte är "
        "registrerat har positionen som det skulle få. note säger varför inget ändras."
    ),
    "WhatIfAnswer": (
        "Vad det blir om det som läggs på beslutades. years: det år som frågan gäller, annars alla som rörs. warnings: "
        "vad som skulle noteras om beslutet registrerades nu; refusals och noticed: vad reglerna säger om att anta "
        "förslagen nu. remarks: vad som inte läggs på, och vad man ska veta om det som läggs på."
    ),
}
"""What each type is, for those who read the description; the catalogue's own words are in `ledger.words`."""
